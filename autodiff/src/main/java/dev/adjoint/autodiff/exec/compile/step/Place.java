package dev.adjoint.autodiff.exec.compile.step;

/// Where a value starts: the number of an array of the workspace, and an offset in it.
public record Place(int array, int offset) {
  @Override
  public String toString() {
    return offset == 0 ? "#" + array : "#" + array + "+" + offset;
  }
}
