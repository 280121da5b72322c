package research;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.LogCosh;

/// Mean of ln cosh of the error.
public final class Loss {
  private Loss() {}

  /// The loss.
  public static Expr of(Expr prediction, Expr target) {
    return LogCosh.logCosh(prediction.minus(target)).mean();
  }
}
