// A histogram of latencies in nanoseconds, up to 68 s, with a precision of 1/64.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_MAX_BITS = 36, HISTOGRAM_BUCKETS = (HISTOGRAM_MAX_BITS - 5) * HISTOGRAM_STEPS };

struct histogram {
    uint64_t total;
    uint64_t counts[HISTOGRAM_BUCKETS];
};

// A bucket per value below 64, and 64 buckets per power of two above.
static uint32_t histogram_bucket(int64_t nanos) {
    uint64_t value = nanos < 0 ? 0 : (uint64_t) nanos;
    if (value >= 1ull << HISTOGRAM_MAX_BITS) {
        return HISTOGRAM_BUCKETS - 1;
    }
    if (value < HISTOGRAM_STEPS) {
        return (uint32_t) value;
    }
    uint32_t shift = 63 - 6 - (uint32_t) __builtin_clzll(value);
    return (shift + 1) * HISTOGRAM_STEPS + (uint32_t) (value >> shift) - HISTOGRAM_STEPS;
}

static void histogram_record(struct histogram *histogram, int64_t nanos) {
    histogram->counts[histogram_bucket(nanos)]++;
    histogram->total++;
}

static void histogram_clear(struct histogram *histogram) {
    memset(histogram, 0, sizeof *histogram);
}

// The greatest value of the bucket of that quantile; 0 if the histogram is empty.
static uint64_t histogram_quantile(const struct histogram *histogram, double quantile) {
    uint64_t needed = (uint64_t) (quantile * (double) histogram->total + 0.5);
    uint64_t seen = 0;
    for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->counts[i];
        if (seen > 0 && seen >= needed) {
            uint32_t shift = i < HISTOGRAM_STEPS ? 0 : i / HISTOGRAM_STEPS - 1;
            uint64_t min = i < HISTOGRAM_STEPS ? i : (uint64_t) (i % HISTOGRAM_STEPS + HISTOGRAM_STEPS) << shift;
            return min + (1ull << shift) - 1;
        }
    }
    return 0;
}

#endif
