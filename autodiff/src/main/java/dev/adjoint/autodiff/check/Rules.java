package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// What an op's rule writes, held to its contract.
final class Rules {
  private Rules() {}

  /// One expression an operand, of the operand's type; empty where no gradient flows.
  static List<Optional<Expr>> written(Apply y, Expr yBar) throws BrokenRuleException {
    List<Optional<Expr>> bars =
        guarded("vjp", -1, () -> List.copyOf(y.op().vjp(y.operands(), y, yBar)));
    if (bars.size() != y.operands().size()) {
      throw new BrokenRuleException(
          "its vjp gives %d cotangents for %d operands".formatted(bars.size(), y.operands().size()),
          -1,
          ErrorKind.CONTRACT);
    }
    for (int i = 0; i < bars.size(); i++) {
      Expr x = y.operands().get(i);
      if (x.dtype().isFloating() && bars.get(i).isPresent()) {
        check("vjp", i, x, bars.get(i).get(), x.dtype());
      }
    }
    return bars;
  }

  /// The mask of an operand, if the op has one.
  static Optional<Expr> support(Apply y, int i) throws BrokenRuleException {
    Optional<Expr> mask = guarded("support", i, () -> y.op().support(y.operands(), y, i));
    if (mask.isPresent()) {
      check("support", i, y.operands().get(i), mask.get(), DType.BOOL);
    }
    return mask;
  }

  private static <T> T guarded(String what, int operand, Supplier<T> code)
      throws BrokenRuleException {
    try {
      return Objects.requireNonNull(code.get(), "no result");
    } catch (RuntimeException e) {
      throw new BrokenRuleException(
          "its %s failed: %s".formatted(what, e), operand, ErrorKind.CONTRACT);
    }
  }

  private static void check(String what, int i, Expr x, Expr given, DType dtype)
      throws BrokenRuleException {
    if (given.dtype() != dtype || !given.shape().sameSizes(x.shape())) {
      throw new BrokenRuleException(
          "its %s gives %s for operand %d, which is %s".formatted(what, given.type(), i, x.type()),
          i,
          given.dtype() == dtype ? kind(x.shape(), given.shape()) : ErrorKind.CONTRACT);
    }
  }

  private static ErrorKind kind(Shape wanted, Shape given) {
    int[] a = wanted.sizes();
    int[] b = given.sizes();
    Arrays.sort(a);
    Arrays.sort(b);
    boolean permuted = Arrays.equals(a, b);
    return permuted
        ? ErrorKind.TRANSPOSE
        : given.size() > wanted.size() ? ErrorKind.MISSING_SUM : ErrorKind.CONTRACT;
  }
}
