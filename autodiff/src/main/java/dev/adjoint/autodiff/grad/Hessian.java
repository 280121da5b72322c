package dev.adjoint.autodiff.grad;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.rewrite.Stabilise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All second derivatives of a scalar, in blocks: `H[x…, y…] = ∂²loss/∂x[x…]∂y[y…]`, the [Jacobian]
/// of the gradient. The blocks of `(x, y)` and `(y, x)` are transposes of one another up to
/// rounding.
public final class Hessian {
  private final Gradients first;
  private final Map<Expr, Gradients> second = new HashMap<>();

  private Hessian(Expr loss, List<Expr> wrt) {
    // An expression that a rule went past is kept, or the gradient would not be a function of it.
    Stabilise free = Stabilise.of(List.of(loss));
    Stabilise stable = Stabilise.of(List.of(loss), wrt.stream().filter(free::crosses).toList());
    List<Expr> forms = wrt.stream().map(stable::of).toList();
    Gradients gradients = Grad.grad(stable.outputs().getFirst(), forms);
    this.first = renamed(wrt, forms, gradients);
    for (Expr x : wrt) {
      if (first.answer(x) instanceof Gradient.Connected(Expr gradient)) {
        second.put(x, renamed(wrt, forms, Jacobian.of(gradient, forms).all()));
      }
    }
  }

  private static Gradients renamed(List<Expr> wrt, List<Expr> forms, Gradients answers) {
    Map<Expr, Gradient> renamed = new HashMap<>();
    for (int i = 0; i < wrt.size(); i++) {
      renamed.put(wrt.get(i), answers.answer(forms.get(i)));
    }
    return new Gradients(wrt, renamed);
  }

  /// The Hessian of a scalar in some expressions it is computed from.
  public static Hessian of(Expr loss, List<? extends Expr> wrt) {
    return new Hessian(loss, List.copyOf(wrt));
  }

  /// The block of two requested expressions, of shape `[x…, y…]`. Throws [GradientException] if
  /// there is none, saying why.
  public Expr of(Expr x, Expr y) {
    Gradients row = second.get(x);
    return row == null ? first.of(x) : row.of(y);
  }

  /// Whether there is such a block, and if not, why: where the gradient of `x` does not depend on
  /// `y`, all of it is zero by structure, and the answer is *disconnected*.
  public Gradient answer(Expr x, Expr y) {
    Gradients row = second.get(x);
    return row == null ? first.answer(x) : row.answer(y);
  }
}
