package dev.adjoint.autodiff.tensor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ThreefryTest {
  /// The vectors of Random123, kat_vectors, for threefry2x64 with 20 rounds.
  @Test
  void givesThePublishedAnswers() {
    assertAnswer(0, 0, 0, 0, 0xc2b6e3a8c2c69865L, 0x6f81ed42f350084dL);
    assertAnswer(-1, -1, -1, -1, 0xe02cb7c4d95d277aL, 0xd06633d0893b8b68L);
    assertAnswer(
        0x243f6a8885a308d3L,
        0x13198a2e03707344L,
        0xa4093822299f31d0L,
        0x082efa98ec4e6c89L,
        0x263c7d30bb0f0af1L,
        0x56be8361d3311526L);
  }

  @Test
  void unitIsInZeroToOneExclusive() {
    assertEquals(0.0, Threefry.unit(0));
    assertEquals(0.0, Threefry.unit(0x7ff));
    assertEquals(0x1p-53, Threefry.unit(0x800));
    assertEquals(Math.nextDown(1.0), Threefry.unit(-1));
    assertEquals(0.5, Threefry.unit(Long.MIN_VALUE));
  }

  private static void assertAnswer(
      long counter0, long counter1, long key0, long key1, long first, long second) {
    assertEquals(first, Threefry.first(key0, key1, counter0, counter1));
    assertEquals(second, Threefry.second(key0, key1, counter0, counter1));
  }
}
