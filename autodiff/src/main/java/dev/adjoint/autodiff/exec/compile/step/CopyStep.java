package dev.adjoint.autodiff.exec.compile.step;

/// A view made dense.
public record CopyStep(int size, Place from, Strides strides, Place to) implements Step {
  @Override
  public void run(Workspace w) {
    strides.read(w.array(from), from.offset(), 0, w.array(to), to.offset(), size);
  }

  @Override
  public String describe() {
    return "copy of a view, %d elements".formatted(size);
  }
}
