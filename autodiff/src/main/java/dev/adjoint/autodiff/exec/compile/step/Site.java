package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Origin;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/// A node as errors at run time name it, in every executor: op, node, and the line that wrote it.
public record Site(Apply node) {
  private String text(String problem) {
    return "[%s] %s%n  in %s%n  at %s"
        .formatted(node.op().name(), problem, node, node.origin().written());
  }

  /// Refuses an index outside an axis.
  public ShapeException outside(long index, int position, int length) {
    return new ShapeException(
        text(
            length == 0
                ? "index %d at position %d: the axis is empty".formatted(index, position)
                : "index %d at position %d is outside 0..%d"
                    .formatted(index, position, length - 1)));
  }

  /// What the evaluation of an opaque op gives, held to the type the op declared.
  public <T> T evaluated(T result, TensorType type) {
    if (type.dtype() != node.dtype() || !type.shape().sameSizes(node.shape())) {
      throw new AdjointException(
          text("evaluates to %s, but its type rule says %s".formatted(type, node.type())));
    }
    return result;
  }

  /// What an op's own code gives; its failure names the op, unless it is one of ours.
  public <T> T guarded(Supplier<T> code) {
    try {
      return Objects.requireNonNull(code.get(), "no result");
    } catch (AdjointException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new AdjointException(text("its evaluation failed: " + e), e);
    }
  }

  /// Refuses what no tensor can hold.
  public void checkSize() {
    if (node.shape().size() > Integer.MAX_VALUE - 8) {
      throw new ShapeException(
          text(
              "%s has %d elements, more than a tensor can hold"
                  .formatted(node.shape(), node.shape().size())));
    }
  }

  /// Refuses a composite op whose expansion never ends.
  public AdjointException endless() {
    return new AdjointException(text("expands to itself, without end"));
  }

  /// The expression that a composite op means, held to the type the op declared.
  public Expr expanded(Function<List<Expr>, Expr> expansion) {
    Expr result =
        Origin.within(
            new Origin.Rewritten("expand " + node.op().name(), List.of(node)),
            () -> guarded(() -> expansion.apply(node.operands())));
    if (result.dtype() != node.dtype() || !result.shape().sameSizes(node.shape())) {
      throw new AdjointException(
          text("expands to %s, but its type rule says %s".formatted(result.type(), node.type())));
    }
    return result;
  }
}
