package paloma.lifecycle;

/**
 * <em>Any thread.</em> Checks that a user's thread has stack left before a critical section. A StackOverflowError inside
 * {@code DatagramChannel.send} leaves the channel's lock held for ever, and one between two counts leaves a send without an
 * outcome. So each call of a user's thread first enters a method with a large frame, and returns: a short stack overflows
 * there, with no lock held and nothing counted.
 *
 * <p>The interpreter allocates the frame. A compiled method touches the stack as far as its interpreted frame would reach,
 * so that it can be deoptimised; that costs one store for each page. Where the probe overflows, 220 to 510 frames of a
 * small method are left, and 1 to 10 ns are spent (JDK 17 and 25; interpreted, C1 and C2). A recursion of 64 frames left
 * 100 to 290 and cost 325 ns: it exceeds the processor's return-address predictor, so its returns and those of its callers
 * are mispredicted.
 */
public final class StackReserve {
    private StackReserve() {}

    /**
     * Returns if the rest of the calling thread's stack suffices for a send, a wake-up or a command.
     *
     * @throws StackOverflowError if it does not
     */
    public static void probe() {
        enter(1, 1);
    }

    /**
     * Enters {@code calls} more frames of 512 variables each: 8 KiB, more than a page. The assignments make the method
     * too large to be inlined (FreqInlineSize), or the overflow would be thrown at the entry of a caller.
     */
    private static long enter(int calls, long m) {
        long a0 = m, a1 = m, a2 = m, a3 = m, a4 = m, a5 = m, a6 = m, a7 = m, a8 = m, a9 = m, a10 = m;
        long a11 = m, a12 = m, a13 = m, a14 = m, a15 = m, a16 = m, a17 = m, a18 = m, a19 = m, b0 = m, b1 = m;
        long b2 = m, b3 = m, b4 = m, b5 = m, b6 = m, b7 = m, b8 = m, b9 = m, b10 = m, b11 = m, b12 = m;
        long b13 = m, b14 = m, b15 = m, b16 = m, b17 = m, b18 = m, b19 = m, c0 = m, c1 = m, c2 = m, c3 = m;
        long c4 = m, c5 = m, c6 = m, c7 = m, c8 = m, c9 = m, c10 = m, c11 = m, c12 = m, c13 = m, c14 = m;
        long c15 = m, c16 = m, c17 = m, c18 = m, c19 = m, d0 = m, d1 = m, d2 = m, d3 = m, d4 = m, d5 = m;
        long d6 = m, d7 = m, d8 = m, d9 = m, d10 = m, d11 = m, d12 = m, d13 = m, d14 = m, d15 = m, d16 = m;
        long d17 = m, d18 = m, d19 = m, e0 = m, e1 = m, e2 = m, e3 = m, e4 = m, e5 = m, e6 = m, e7 = m;
        long e8 = m, e9 = m, e10 = m, e11 = m, e12 = m, e13 = m, e14 = m, e15 = m, e16 = m, e17 = m, e18 = m;
        long e19 = m, f0 = m, f1 = m, f2 = m, f3 = m, f4 = m, f5 = m, f6 = m, f7 = m, f8 = m, f9 = m;
        long f10 = m, f11 = m, f12 = m, f13 = m, f14 = m, f15 = m, f16 = m, f17 = m, f18 = m, f19 = m, g0 = m;
        long g1 = m, g2 = m, g3 = m, g4 = m, g5 = m, g6 = m, g7 = m, g8 = m, g9 = m, g10 = m, g11 = m;
        long g12 = m, g13 = m, g14 = m, g15 = m, g16 = m, g17 = m, g18 = m, g19 = m, h0 = m, h1 = m, h2 = m;
        long h3 = m, h4 = m, h5 = m, h6 = m, h7 = m, h8 = m, h9 = m, h10 = m, h11 = m, h12 = m, h13 = m;
        long h14 = m, h15 = m, h16 = m, h17 = m, h18 = m, h19 = m, i0 = m, i1 = m, i2 = m, i3 = m, i4 = m;
        long i5 = m, i6 = m, i7 = m, i8 = m, i9 = m, i10 = m, i11 = m, i12 = m, i13 = m, i14 = m, i15 = m;
        long i16 = m, i17 = m, i18 = m, i19 = m, j0 = m, j1 = m, j2 = m, j3 = m, j4 = m, j5 = m, j6 = m;
        long j7 = m, j8 = m, j9 = m, j10 = m, j11 = m, j12 = m, j13 = m, j14 = m, j15 = m, j16 = m, j17 = m;
        long j18 = m, j19 = m, k0 = m, k1 = m, k2 = m, k3 = m, k4 = m, k5 = m, k6 = m, k7 = m, k8 = m;
        long k9 = m, k10 = m, k11 = m, k12 = m, k13 = m, k14 = m, k15 = m, k16 = m, k17 = m, k18 = m, k19 = m;
        long l0 = m, l1 = m, l2 = m, l3 = m, l4 = m, l5 = m, l6 = m, l7 = m, l8 = m, l9 = m, l10 = m;
        long l11 = m, l12 = m, l13 = m, l14 = m, l15 = m, l16 = m, l17 = m, l18 = m, l19 = m, m0 = m, m1 = m;
        long m2 = m, m3 = m, m4 = m, m5 = m, m6 = m, m7 = m, m8 = m, m9 = m, m10 = m, m11 = m, m12 = m;
        long m13 = m, m14 = m, m15 = m, m16 = m, m17 = m, m18 = m, m19 = m, n0 = m, n1 = m, n2 = m, n3 = m;
        long n4 = m, n5 = m, n6 = m, n7 = m, n8 = m, n9 = m, n10 = m, n11 = m, n12 = m, n13 = m, n14 = m;
        long n15 = m, n16 = m, n17 = m, n18 = m, n19 = m, o0 = m, o1 = m, o2 = m, o3 = m, o4 = m, o5 = m;
        long o6 = m, o7 = m, o8 = m, o9 = m, o10 = m, o11 = m, o12 = m, o13 = m, o14 = m, o15 = m, o16 = m;
        long o17 = m, o18 = m, o19 = m, p0 = m, p1 = m, p2 = m, p3 = m, p4 = m, p5 = m, p6 = m, p7 = m;
        long p8 = m, p9 = m, p10 = m, p11 = m, p12 = m, p13 = m, p14 = m, p15 = m, p16 = m, p17 = m, p18 = m;
        long p19 = m, q0 = m, q1 = m, q2 = m, q3 = m, q4 = m, q5 = m, q6 = m, q7 = m, q8 = m, q9 = m;
        long q10 = m, q11 = m, q12 = m, q13 = m, q14 = m, q15 = m, q16 = m, q17 = m, q18 = m, q19 = m, r0 = m;
        long r1 = m, r2 = m, r3 = m, r4 = m, r5 = m, r6 = m, r7 = m, r8 = m, r9 = m, r10 = m, r11 = m;
        long r12 = m, r13 = m, r14 = m, r15 = m, r16 = m, r17 = m, r18 = m, r19 = m, s0 = m, s1 = m, s2 = m;
        long s3 = m, s4 = m, s5 = m, s6 = m, s7 = m, s8 = m, s9 = m, s10 = m, s11 = m, s12 = m, s13 = m;
        long s14 = m, s15 = m, s16 = m, s17 = m, s18 = m, s19 = m, t0 = m, t1 = m, t2 = m, t3 = m, t4 = m;
        long t5 = m, t6 = m, t7 = m, t8 = m, t9 = m, t10 = m, t11 = m, t12 = m, t13 = m, t14 = m, t15 = m;
        long t16 = m, t17 = m, t18 = m, t19 = m, u0 = m, u1 = m, u2 = m, u3 = m, u4 = m, u5 = m, u6 = m;
        long u7 = m, u8 = m, u9 = m, u10 = m, u11 = m, u12 = m, u13 = m, u14 = m, u15 = m, u16 = m, u17 = m;
        long u18 = m, u19 = m, v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m, v8 = m;
        long v9 = m, v10 = m, v11 = m, v12 = m, v13 = m, v14 = m, v15 = m, v16 = m, v17 = m, v18 = m, v19 = m;
        long w0 = m, w1 = m, w2 = m, w3 = m, w4 = m, w5 = m, w6 = m, w7 = m, w8 = m, w9 = m, w10 = m;
        long w11 = m, w12 = m, w13 = m, w14 = m, w15 = m, w16 = m, w17 = m, w18 = m, w19 = m, x0 = m, x1 = m;
        long x2 = m, x3 = m, x4 = m, x5 = m, x6 = m, x7 = m, x8 = m, x9 = m, x10 = m, x11 = m, x12 = m;
        long x13 = m, x14 = m, x15 = m, x16 = m, x17 = m, x18 = m, x19 = m, y0 = m, y1 = m, y2 = m, y3 = m;
        long y4 = m, y5 = m, y6 = m, y7 = m, y8 = m, y9 = m, y10 = m, y11 = m, y12 = m, y13 = m, y14 = m;
        long y15 = m, y16 = m, y17 = m, y18 = m, y19 = m, z0 = m, z1 = m, z2 = m, z3 = m, z4 = m, z5 = m;
        long z6 = m, z7 = m, z8 = m, z9 = m, z10 = m, z11 = m;
        return calls == 0 ? m : enter(calls - 1, m) + m;
    }
}
