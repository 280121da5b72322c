package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.exec.elementary.Scratch;
import dev.adjoint.autodiff.tensor.DType;

/// The memory of one run at a time: the arrays that places refer to, and the tile registers that
/// all elementwise steps share.
///
/// The first four arrays are the banks, which hold the values of a single element, one bank for
/// each dtype, numbered by [Banks].
public final class Workspace {
  /// The number of elements that a tile register holds.
  public static final int TILE = 512;

  /// The arrays by number; entries are replaced by inputs and outputs before each run.
  public final Object[] arrays;

  final float[][] floats;
  final double[][] doubles;
  final long[][] longs;
  final boolean[][] booleans;

  /// For elementary functions: the operands of FLOAT32 ones, and what passes over a tile share.
  final double[][] wide;

  final Scratch scratch;
  private final long[][] keys = new long[OrderStep.KEYS][0];

  /// A workspace of these arrays, with as many registers of each dtype.
  public Workspace(Object[] arrays, int[] registers) {
    this.arrays = arrays;
    this.floats = new float[registers[Banks.number(DType.FLOAT32)]][TILE];
    this.doubles = new double[registers[Banks.number(DType.FLOAT64)]][TILE];
    this.longs = new long[registers[Banks.number(DType.INT64)]][TILE];
    this.booleans = new boolean[registers[Banks.number(DType.BOOL)]][TILE];
    this.wide = new double[2][floats.length == 0 ? 0 : TILE];
    this.scratch = new Scratch(floats.length + doubles.length == 0 ? 0 : TILE);
  }

  /// A new array of a dtype.
  public static Object allocate(DType dtype, int size) {
    return switch (dtype) {
      case FLOAT32 -> new float[size];
      case FLOAT64 -> new double[size];
      case BOOL -> new boolean[size];
      case INT64 -> new long[size];
    };
  }

  /// Memory for the while of one step, numbered from 0: at least as long as asked for, with any
  /// content.
  long[] keys(int number, int length) {
    if (keys[number].length < length) {
      keys[number] = new long[length];
    }
    return keys[number];
  }

  Object array(Place place) {
    return arrays[place.array()];
  }

  float[] floats(Place place) {
    return (float[]) arrays[place.array()];
  }

  double[] doubles(Place place) {
    return (double[]) arrays[place.array()];
  }

  long[] longs(Place place) {
    return (long[]) arrays[place.array()];
  }

  boolean[] booleans(Place place) {
    return (boolean[]) arrays[place.array()];
  }

  /// The tile register of a dtype.
  Object register(DType dtype, int register) {
    return switch (dtype) {
      case FLOAT32 -> floats[register];
      case FLOAT64 -> doubles[register];
      case BOOL -> booleans[register];
      case INT64 -> longs[register];
    };
  }
}
