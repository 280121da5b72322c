package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.DType;

/// The numbers of the banks: the arrays of a workspace that hold values of a single element.
public final class Banks {
  /// How many there are: one for each dtype.
  public static final int COUNT = 4;

  private Banks() {}

  /// The number of the bank of a dtype; also its place in other tables by dtype.
  public static int number(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 0;
      case FLOAT64 -> 1;
      case BOOL -> 2;
      case INT64 -> 3;
    };
  }
}
