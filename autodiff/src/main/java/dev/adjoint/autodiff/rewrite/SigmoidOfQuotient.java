package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.Sigmoid;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The share of one exponential in a sum of several.
final class SigmoidOfQuotient implements Rule {
  @Override
  public String name() {
    return "share of exponentials";
  }

  @Override
  public String says() {
    return """
    a/(a + b) = σ(ln a − ln b) if a and b are 1 or made of exponentials, hence \
    1/(1 + e^−x) = σ(x) and e^a/(e^a + e^b + e^c) = σ(a − logaddexp(b, c))\
    """;
  }

  @Override
  public boolean startsAt(Op op) {
    return op instanceof Divide || op instanceof Reciprocal;
  }

  @Override
  public Optional<Expr> apply(Apply y, Match match) {
    return switch (y.op()) {
      case Divide() -> share(y.operands().get(0), y.operands().get(1), match);
      case Reciprocal() ->
          share(Constant.scalar(1, y.dtype()).broadcast(y.shape()), y.operands().getFirst(), match);
      default -> Optional.empty();
    };
  }

  private static Optional<Expr> share(Expr part, Expr whole, Match match) {
    List<Expr> terms = new ArrayList<>();
    collect(whole, terms, match);
    Expr one = Constant.scalar(1, part.dtype()).broadcast(part.shape());
    int own = indexOf(part, terms, match);
    int unit = own < 0 ? indexOf(one, terms, match) : own;
    if (terms.size() < 2 || unit < 0) {
      return Optional.empty();
    }
    LogDomain domain = new LogDomain(match);
    List<Scaled> scaled = terms.stream().map(domain::of).map(domain::pure).toList();
    boolean exponentials = scaled.stream().anyMatch(term -> term.log().isPresent());
    if (!exponentials || !scaled.stream().allMatch(Scaled::isPure)) {
      return Optional.empty();
    }
    match.cross(whole);
    Expr share = share(scaled, unit, part.dtype());
    return Optional.of(own < 0 ? part.times(share) : share);
  }

  private static int indexOf(Expr x, List<Expr> terms, Match match) {
    for (int i = 0; i < terms.size(); i++) {
      if (match.same(terms.get(i), x)) {
        return i;
      }
    }
    return -1;
  }

  /// The share of one term, which is a sigmoid of what its logarithm is above that of the others.
  private static Expr share(List<Scaled> terms, int own, DType dtype) {
    List<Scaled> others = new ArrayList<>(terms);
    Optional<Expr> a = others.remove(own).log();
    Optional<Expr> b = LogDomain.logOfSum(others, dtype);
    Optional<Expr> odds =
        a.isPresent() && b.isPresent()
            ? Optional.of(a.get().minus(b.get()))
            : a.or(() -> b.map(Complement::negated));
    return Sigmoid.sigmoid(odds.orElseThrow());
  }

  private static void collect(Expr x, List<Expr> terms, Match match) {
    Optional<Apply> sum = match.see(x).filter(y -> y.op() instanceof Add);
    if (sum.isPresent()) {
      sum.get().operands().forEach(term -> collect(term, terms, match));
      match.cross(x);
    } else {
      terms.add(x);
    }
  }
}
