package dev.adjoint.autodiff.graph;

import java.lang.StackWalker.StackFrame;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a node comes from: every [Apply] holds one, so that any node of any derived graph leads
/// back to a line of the user's code.
public sealed interface Origin {

  /// Built by user code; the frame is the first one outside the library, unless capturing is off.
  record Written(Optional<StackFrame> frame) implements Origin {
    @Override
    public String toString() {
      return frame.map(f -> f.toStackTraceElement().toString()).orElse("unknown line");
    }
  }

  /// Built by the backward pass for a node; order 1 is a gradient, 2 a gradient of a gradient.
  record Adjoint(Expr of, int order) implements Origin {}

  /// Built by the forward pass for a node; orders count as those of [Adjoint], whatever the modes
  /// are, so a tangent of a gradient has order 2.
  record Tangent(Expr of, int order) implements Origin {}

  /// Built by a named rule out of other nodes.
  record Rewritten(String rule, List<Expr> from) implements Origin {}

  /// The same node in a transformed graph.
  record Copied(Expr from) implements Origin {}

  /// The line of user code that this origin leads back to.
  default Written written() {
    Origin origin = this;
    while (true) {
      switch (origin) {
        case Written written -> {
          return written;
        }
        case Adjoint(Expr of, int _) -> origin = of.origin();
        case Tangent(Expr of, int _) -> origin = of.origin();
        case Rewritten(String _, List<Expr> from) -> origin = from.getFirst().origin();
        case Copied(Expr from) -> origin = from.origin();
      }
    }
  }

  /// The order of what differentiates nodes: one more than the highest among them.
  static int next(Collection<? extends Expr> nodes) {
    return 1 + nodes.stream().mapToInt(node -> node.origin().order()).max().orElse(0);
  }

  /// How often differentiation led to this node: 0 for forward nodes.
  default int order() {
    Origin origin = this;
    while (origin instanceof Copied(Expr from)) {
      origin = from.origin();
    }
    return switch (origin) {
      case Written _, Copied _ -> 0;
      case Adjoint(Expr _, int order) -> order;
      case Tangent(Expr _, int order) -> order;
      case Rewritten(String _, List<Expr> from) -> from.getFirst().origin().order();
    };
  }

  /// Every node that `build` makes gets this origin, except where an inner call says otherwise.
  static <T> T within(Origin origin, Supplier<T> build) {
    return ScopedValue.where(Capture.CURRENT, origin).call(build::get);
  }

  /// The origin for a node that is being built now.
  static Origin here() {
    return Capture.CURRENT.isBound() ? Capture.CURRENT.get() : new Written(Capture.userFrame());
  }
}
