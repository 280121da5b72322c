package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.bounds.Agreement;
import dev.adjoint.autodiff.bounds.Bounded;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.grad.Gradient;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import java.util.Optional;
import java.util.OptionalInt;

/// The gradient in the dtypes of the graph as it was given, held against that in FLOAT64, within
/// the running error bound of FLOAT32.
record NarrowCheck(Ledger ledger, Subject subject, Expr target, boolean partial) {
  /// A relative error that FLOAT32 can show.
  private static final double RESOLUTION = 1e-2;

  void run(Bounded[] wide) {
    Bounded[] narrow =
        Grad.grad(subject.narrow(), target).answer(target) instanceof Gradient.Connected(Expr g)
            ? Slice.read(g, subject.narrowAt())
            : Sums.zeros(wide.length);
    Ledger.Entry entry = ledger.of(target);
    for (int i = 0; i < wide.length; i++) {
      double size = Math.abs(wide[i].value());
      boolean held = size == 0 || (size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE / 16);
      boolean beyond = partial && !Double.isFinite(narrow[i].value());
      Judgement judgement =
          held && !beyond ? Judgement.of(wide[i], narrow[i], RESOLUTION) : Judgement.UNKNOWN;
      if (judgement == Judgement.EQUAL) {
        entry.confirm(Oracle.FLOAT32);
      } else if (judgement == Judgement.DIFFERENT) {
        entry.refute();
        if (ledger.faults().stream().noneMatch(f -> f.operand().isPresent())) {
          ledger.fault(fault(i, wide[i], narrow[i]));
        }
        return;
      }
    }
  }

  private Fault fault(int i, Bounded wide, Bounded narrow) {
    return new Fault(
        "the gradient of " + Report.name(target),
        Optional.of(target),
        OptionalInt.empty(),
        Index.text(target.shape(), i),
        wide.value(),
        narrow.value(),
        Agreement.MARGIN * (wide.error() + narrow.error()),
        ErrorKind.FLOAT32_ONLY,
        "",
        1,
        DType.FLOAT32);
  }
}
