package dev.adjoint.autodiff.exec.elementary;

/// What the loops over one tile hand to each other. It belongs to one thread at a time; between two
/// calls its contents mean nothing.
public final class Scratch {
  final double[] a;
  final double[] b;
  final double[] c;
  final double[] d;
  final double[] e;

  /// The operands of a tile with rare elements, which the result may overwrite.
  final double[] x;

  final double[] y;

  /// For tiles of at most `size` elements.
  public Scratch(int size) {
    a = new double[size];
    b = new double[size];
    c = new double[size];
    d = new double[size];
    e = new double[size];
    x = new double[size];
    y = new double[size];
  }

  void keep(double[] operand, int n) {
    System.arraycopy(operand, 0, x, 0, n);
  }

  void keep(double[] first, double[] second, int n) {
    System.arraycopy(first, 0, x, 0, n);
    System.arraycopy(second, 0, y, 0, n);
  }
}
