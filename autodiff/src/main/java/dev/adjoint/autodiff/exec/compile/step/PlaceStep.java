package dev.adjoint.autodiff.exec.compile.step;

import java.util.List;

/// Operands written to grids of a result that is zero elsewhere.
public record PlaceStep(int size, Place to, List<Part> parts) implements Step {
  /// A dense operand and where its elements go.
  public record Part(Place from, int start, Strides strides) {}

  @Override
  public void run(Workspace w) {
    Object target = w.array(to);
    Moves.clear(target, to.offset(), size);
    for (Part part : parts) {
      part.strides.write(w.array(part.from), part.from.offset(), target, to.offset() + part.start);
    }
  }

  @Override
  public String describe() {
    return "placement of %d operands in %d elements".formatted(parts.size(), size);
  }
}
