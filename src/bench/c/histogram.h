// Latencies in nanoseconds, each kept to within 1/64 of its value, up to 68 s.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { HISTOGRAM_STEPS = 64, HISTOGRAM_LONGEST_BITS = 36, HISTOGRAM_BUCKETS = (HISTOGRAM_LONGEST_BITS - 5) * HISTOGRAM_STEPS };

struct histogram {
    uint64_t total;
    uint64_t counts[HISTOGRAM_BUCKETS];
};

// Values below 64 have a bucket each; above, every doubling is 64 buckets.
static uint32_t histogram_bucket(int64_t nanos) {
    uint64_t value = nanos < 0 ? 0 : (uint64_t) nanos;
    if (value >= 1ull << HISTOGRAM_LONGEST_BITS) {
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

// The greatest value of the bucket within which the given share of all values ends; 0 when there are none.
static uint64_t histogram_quantile(const struct histogram *histogram, double share) {
    uint64_t needed = (uint64_t) (share * (double) histogram->total + 0.5);
    uint64_t seen = 0;
    for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->counts[i];
        if (seen > 0 && seen >= needed) {
            uint32_t shift = i < HISTOGRAM_STEPS ? 0 : i / HISTOGRAM_STEPS - 1;
            uint64_t least = i < HISTOGRAM_STEPS ? i : (uint64_t) (i % HISTOGRAM_STEPS + HISTOGRAM_STEPS) << shift;
            return least + (1ull << shift) - 1;
        }
    }
    return 0;
}

#endif
