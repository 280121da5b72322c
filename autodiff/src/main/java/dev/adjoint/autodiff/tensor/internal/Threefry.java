package dev.adjoint.autodiff.tensor.internal;

/// The counter-based random generator Threefry-2x64 with 20 rounds: a fixed scrambling of a 128-bit
/// counter under a 128-bit key into two words of 64 random bits. It has no state: equal key and
/// counter give equal bits, in any order and on any thread.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public final class Threefry {
  private static final long PARITY = 0x1BD11BDAA9FC1A22L;

  private Threefry() {}

  /// The first of the two words.
  public static long first(long key0, long key1, long counter0, long counter1) {
    return word(0, key0, key1, counter0, counter1);
  }

  /// The second of the two words.
  public static long second(long key0, long key1, long counter0, long counter1) {
    return word(1, key0, key1, counter0, counter1);
  }

  /// The top 53 bits as a number in [0, 1), a multiple of 2^-53.
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  private static long word(int which, long key0, long key1, long counter0, long counter1) {
    long a = key1;
    long b = PARITY ^ key0 ^ key1;
    long c = key0;
    long x = counter0 + key0;
    long y = counter1 + key1;
    // Four rounds, then a key injection, five times; the rotation distances alternate.
    for (int step = 1; step <= 5; step++) {
      boolean odd = (step & 1) == 1;
      x += y;
      y = Long.rotateLeft(y, 16) ^ x;
      x += y;
      y = Long.rotateLeft(y, odd ? 42 : 32) ^ x;
      x += y;
      y = Long.rotateLeft(y, odd ? 12 : 24) ^ x;
      x += y;
      y = Long.rotateLeft(y, odd ? 31 : 21) ^ x;
      x += a;
      y += b + step;
      long used = a;
      a = b;
      b = c;
      c = used;
    }
    return which == 0 ? x : y;
  }
}
