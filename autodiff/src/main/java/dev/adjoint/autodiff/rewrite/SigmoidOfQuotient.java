package dev.adjoint.autodiff.rewrite;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Add;
import dev.adjoint.autodiff.op.Divide;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.Sigmoid;
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
    LogDomain domain = new LogDomain(match);
    int own = 0;
    while (own < terms.size() && !match.same(terms.get(own), part)) {
      own++;
    }
    if (terms.size() < 2 || own == terms.size()) {
      return Optional.empty();
    }
    List<Scaled> scaled = terms.stream().map(domain::of).map(LogDomain::pure).toList();
    boolean exponentials = scaled.stream().anyMatch(term -> term.log().isPresent());
    if (!exponentials || !scaled.stream().allMatch(Scaled::isPure)) {
      return Optional.empty();
    }
    match.cross(whole);
    List<Scaled> others = new ArrayList<>(scaled);
    Optional<Expr> a = others.remove(own).log();
    Optional<Expr> b = LogDomain.logOfSum(others);
    return a.isPresent() && b.isPresent()
        ? Optional.of(Sigmoid.sigmoid(a.get().minus(b.get())))
        : a.or(() -> b.map(Complement::negated)).map(Sigmoid::sigmoid);
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
