package dev.adjoint.autodiff.exec.compile.step;

/// Sums of consecutive elements by a fixed tree: blocks of [#BLOCK] elements are each summed in
/// eight interleaved accumulators, and the blocks' sums are added pairwise. The order depends on
/// the length only, so equal elements give equal bits, and the rounding error grows with the
/// logarithm of the length.
final class Sums {
  private static final int BLOCK = 1024;
  private static final int LEVELS = 32;

  private Sums() {}

  static double of(double[] x, int from, int n) {
    if (n <= BLOCK) {
      return block(x, from, n);
    }
    double[] levels = new double[LEVELS];
    int blocks = 0;
    for (int start = 0; start < n; start += BLOCK) {
      double sum = block(x, from + start, Math.min(BLOCK, n - start));
      int level = 0;
      for (int carry = blocks; (carry & 1) == 1; carry >>= 1) {
        sum = levels[level++] + sum;
      }
      levels[level] = sum;
      blocks++;
    }
    double total = 0;
    for (int level = 0; level < LEVELS; level++) {
      if ((blocks >> level & 1) == 1) {
        total = levels[level] + total;
      }
    }
    return total;
  }

  static float of(float[] x, int from, int n) {
    if (n <= BLOCK) {
      return block(x, from, n);
    }
    float[] levels = new float[LEVELS];
    int blocks = 0;
    for (int start = 0; start < n; start += BLOCK) {
      float sum = block(x, from + start, Math.min(BLOCK, n - start));
      int level = 0;
      for (int carry = blocks; (carry & 1) == 1; carry >>= 1) {
        sum = levels[level++] + sum;
      }
      levels[level] = sum;
      blocks++;
    }
    float total = 0;
    for (int level = 0; level < LEVELS; level++) {
      if ((blocks >> level & 1) == 1) {
        total = levels[level] + total;
      }
    }
    return total;
  }

  static long of(long[] x, int from, int n) {
    long sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static double block(double[] x, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (int end = from + (n & -8); i < end; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    double rest = 0;
    for (int end = from + n; i < end; i++) {
      rest += x[i];
    }
    return (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + rest;
  }

  private static float block(float[] x, int from, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = from;
    for (int end = from + (n & -8); i < end; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    float rest = 0;
    for (int end = from + n; i < end; i++) {
      rest += x[i];
    }
    return (((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7))) + rest;
  }
}
