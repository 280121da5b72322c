package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A gradient derived by hand, element by element against reverse mode, which the oracles have
/// looked at before.
record FormulaCheck(Ledger ledger, Check check, Subject subject, Expr target) {

  void run(Bounded[] gradient) {
    Expr formula = check.formulas().get(target);
    if (formula == null) {
      return;
    }
    Bounded[] given = Slice.read(subject.wide().of(formula), subject.at());
    for (int i = 0; i < given.length; i++) {
      if (Judgement.of(gradient[i], given[i]) == Judgement.DIFFERENT) {
        ledger.of(target).refute();
        ledger.fault(fault(gradient, given, i));
        return;
      }
    }
  }

  private Fault fault(Bounded[] gradient, Bounded[] given, int i) {
    double factor = given[i].value() / gradient[i].value();
    ErrorKind kind = kind(gradient, given, factor);
    return new Fault(
        "the formula for the gradient of " + Report.name(target),
        Optional.of(target),
        OptionalInt.empty(),
        Index.text(target.shape(), i),
        gradient[i].value(),
        given[i].value(),
        Agreement.MARGIN * (gradient[i].error() + given[i].error()),
        kind,
        kind == ErrorKind.FACTOR ? "the factor is " + factor : "",
        1,
        DType.FLOAT64);
  }

  private ErrorKind kind(Bounded[] gradient, Bounded[] given, double factor) {
    if (!Double.isFinite(factor)) {
      return Double.isFinite(given[0].value()) ? ErrorKind.OTHER : ErrorKind.NOT_FINITE;
    }
    if (matches(given, n -> Sums.times(-1, gradient[n]))) {
      return ErrorKind.SIGN;
    }
    Shape shape = target.shape();
    for (int p = 0; p < shape.rank(); p++) {
      for (int q = p + 1; q < shape.rank(); q++) {
        int a = p;
        int b = q;
        if (shape.size(p) == shape.size(q)
            && matches(given, n -> gradient[Index.exchanged(shape, n, a, b)])) {
          return ErrorKind.TRANSPOSE;
        }
      }
    }
    if (matches(given, n -> Sums.times(factor, gradient[n]))) {
      return ErrorKind.FACTOR;
    }
    long wrong =
        IntStream.range(0, given.length)
            .filter(n -> Judgement.of(gradient[n], given[n]) == Judgement.DIFFERENT)
            .count();
    return 2 * wrong <= given.length ? ErrorKind.ONE_INDEX : ErrorKind.OTHER;
  }

  private static boolean matches(Bounded[] given, IntFunction<Bounded> other) {
    return IntStream.range(0, given.length)
        .allMatch(n -> Likeness.isNear(other.apply(n), given[n]));
  }
}
