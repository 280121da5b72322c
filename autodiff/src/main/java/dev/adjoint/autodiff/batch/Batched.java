package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Kink;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Reshape;
import dev.adjoint.autodiff.op.Sum;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An op applied to each sample of a batch: mapped operands and the result have the samples along a
/// leading axis, the others are shared. It has the op's own lowering, derivative, support and
/// kinks, each lifted, and so is closed under differentiation and under batching.
///
/// It stands only for ops that no other op is the batch of: those with a derivative of their own,
/// composites of any package, random draws under a mapped key, opaque ops, which run once for each
/// sample.
///
/// The derivative is what the op's rule writes for one sample, lifted: x̄ₛ = vjp(xₛ, yₛ, ȳₛ) for a
/// mapped operand, Σₛ of it for a shared one. A rule may use expressions beside its operands; those
/// that depend on the sample are operands here, behind the op's own, to which no gradient flows.
///
/// @param op of one sample
/// @param mapped which of its operands have the samples along a leading axis
/// @param captured what its rule uses of one sample beside them
record Batched(Op op, List<Boolean> mapped, List<Expr> captured) implements Op {
  Batched {
    mapped = List.copyOf(mapped);
    captured = List.copyOf(captured);
  }

  /// The batch of a node.
  static Expr of(Apply node, Dim axis, List<Operand> operands, Lift lift) {
    List<Operand> placed = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Operand x = operands.get(i);
      boolean whole =
          !x.isMapped()
              && (isElementwise(node.lowering())
                  || node.op().support(node.operands(), node, i).isPresent()); // differs by sample
      placed.add(whole ? new Operand(x.repeated(axis), true) : x);
    }
    List<Expr> captured = captured(node, lift);
    return new Batched(node.op(), placed.stream().map(Operand::isMapped).toList(), captured)
        .of(
            Stream.concat(
                    placed.stream().map(Operand::value), captured.stream().map(lift::repeated))
                .toArray(Expr[]::new));
  }

  private static boolean isElementwise(Lowering lowering) {
    return lowering instanceof Lowering.Elementwise || lowering instanceof Lowering.Convert;
  }

  /// What the rule of a node uses of the sample, other than the node, its operands and cotangent.
  static List<Expr> captured(Apply node, Lift lift) {
    Expr yBar = Input.of("cotangent", node.type());
    List<Expr> given = new ArrayList<>(node.operands());
    given.add(node);
    given.add(yBar);
    List<Optional<Expr>> tangents = new ArrayList<>();
    for (Expr x : node.operands()) {
      Optional<Expr> tangent =
          x.dtype().isFloating() ? Optional.of(Input.of("tangent", x.type())) : Optional.empty();
      tangents.add(tangent);
      tangent.ifPresent(given::add);
    }
    try {
      List<Expr> written = new ArrayList<>();
      node.op().vjp(node.operands(), node, yBar).forEach(bar -> bar.ifPresent(written::add));
      if (tangents.stream().anyMatch(Optional::isPresent)) {
        node.op().jvp(node.operands(), node, tangents).ifPresent(written::add);
      }
      return lift.used(written, given);
    } catch (RuntimeException failure) { // whoever asks for the gradient will be told
      return List.of();
    }
  }

  @Override
  public String name() {
    return op.name();
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    return Operand.lifted(op.type(samples(operands)), axis(operands));
  }

  private Dim axis(List<TensorType> operands) {
    @Nullable Dim axis = null;
    for (int i = 0; i < operands.size(); i++) {
      if (i >= mapped.size() || mapped.get(i)) {
        TensorType x = operands.get(i);
        if (x.rank() == 0) {
          throw new ShapeException("operand " + i + " needs a leading axis of samples");
        }
        Dim dim = x.shape().dim(0);
        Dim before = axis == null ? dim : axis;
        axis =
            before
                .unify(dim)
                .orElseThrow(
                    () -> new ShapeException("has " + before + " samples and " + dim + " samples"));
      }
    }
    return Objects.requireNonNull(axis, "nothing is mapped");
  }

  private List<TensorType> samples(List<TensorType> operands) {
    if (operands.size() != mapped.size() + captured.size()) {
      throw new ShapeException(
          "takes %d operands, not %d".formatted(mapped.size() + captured.size(), operands.size()));
    }
    return IntStream.range(0, mapped.size())
        .mapToObj(i -> mapped.get(i) ? Operand.sample(operands.get(i)) : operands.get(i))
        .toList();
  }

  private List<Operand> operands(List<Expr> operands) {
    return IntStream.range(0, mapped.size())
        .mapToObj(i -> new Operand(operands.get(i), mapped.get(i)))
        .toList();
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Sample sample = new Sample(operands, y);
    Expr oneBar = Input.of("cotangent", sample.y.type());
    sample.stands.put(oneBar, yBar);
    List<Optional<Expr>> bars = new ArrayList<>(op.vjp(sample.operands, sample.y, oneBar));
    Lift lift = sample.lift(bars.stream().flatMap(Optional::stream).toList());
    for (int i = 0; i < Math.min(bars.size(), mapped.size()); i++) {
      Expr x = operands.get(i);
      boolean isShared = !mapped.get(i);
      bars.set(
          i,
          bars.get(i)
              .map(lift::repeated)
              .map(bar -> isShared ? Sum.over(bar, new TreeSet<>(List.of(0))) : bar)
              .map(bar -> Reshape.reshape(bar, x.shape())));
    }
    captured.forEach(_ -> bars.add(Optional.empty()));
    return bars;
  }

  @Override
  public Optional<Expr> jvp(List<Expr> operands, Expr y, List<Optional<Expr>> tangents) {
    Sample sample = new Sample(operands, y);
    List<Optional<Expr>> dots = new ArrayList<>();
    for (int i = 0; i < mapped.size(); i++) {
      boolean isShared = !mapped.get(i);
      dots.add(tangents.get(i).map(tangent -> isShared ? tangent : sample.stand(tangent)));
    }
    return dots.stream().allMatch(Optional::isEmpty)
        ? Optional.empty()
        : op.jvp(sample.operands, sample.y, dots)
            .map(dot -> Reshape.reshape(sample.lift(List.of(dot)).repeated(dot), y.shape()));
  }

  @Override
  public Optional<Expr> support(List<Expr> operands, Expr y, int i) {
    if (i >= mapped.size() || !mapped.get(i)) {
      return Optional.empty(); // a shared operand has none: see the factory
    }
    Sample sample = new Sample(operands, y);
    Optional<Expr> mask = op.support(sample.operands, sample.y, i);
    return mask.map(bits -> sample.lift(List.of(bits)).repeated(bits));
  }

  /// Stand-ins for what one sample has.
  private final class Sample {
    final Map<Expr, Expr> stands = new HashMap<>();
    final List<Expr> operands;
    final Expr y;
    final Dim axis;

    Sample(List<Expr> all, Expr result) {
      axis = result.shape().dim(0);
      operands = Structure.sample(operands(all), stands);
      y = Input.of("result", Operand.sample(result.type()));
      stands.put(y, result);
      for (int k = 0; k < captured.size(); k++) {
        stands.put(captured.get(k), all.get(mapped.size() + k));
      }
    }

    /// What one sample has of a tangent.
    Expr stand(Expr tangent) {
      Expr one = Input.of("tangent", Operand.sample(tangent.type()));
      stands.put(one, tangent);
      return one;
    }

    Lift lift(List<Expr> outputs) {
      Lift lift = new Lift(axis, stands);
      lift.walk(outputs);
      return lift;
    }
  }

  @Override
  public boolean redefinesDerivative() {
    return op.redefinesDerivative();
  }

  /// The examples of one sample, as batches of one.
  @Override
  public List<Kink> kinks() {
    return op.kinks().stream()
        .map(k -> new Kink(k.where(), k.derivative(), batches(k.at()), batches(k.slopes())))
        .toList();
  }

  private List<Tensor> batches(List<Tensor> sample) {
    return IntStream.range(0, sample.size())
        .mapToObj(
            i -> {
              Tensor x = sample.get(i);
              return mapped.get(i) ? x.reshape(x.shape().insert(0, Dim.of(1))) : x;
            })
        .toList();
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    List<TensorType> samples = samples(operands);
    TensorType sample = op.type(samples);
    Dim axis = axis(operands);
    Lowering lowering = op.lowering(samples);
    return switch (lowering) {
      case Lowering.Elementwise _, Lowering.Convert _ -> lowering;
      case Lowering.Opaque(var evaluation) ->
          new Lowering.Opaque(new EachSample(mapped, axis, sample, evaluation));
      case Lowering.View _,
          Lowering.Generate _,
          Lowering.Reduction _,
          Lowering.Scan _,
          Lowering.Recurrence _,
          Lowering.Order _,
          Lowering.Contraction _,
          Lowering.Triangular _,
          Lowering.Gather _,
          Lowering.Scatter _,
          Lowering.Barrier _,
          Lowering.Composite _ ->
          new Lowering.Composite(x -> new Structure(axis, sample, operands(x)).of(lowering));
    };
  }

  /// As a function of whatever form, since the parameters of the op count the axes of one sample.
  @Override
  public Notation notation() {
    List<String> parameters = new ArrayList<>();
    if (op.notation() instanceof Notation.Function function) {
      parameters.addAll(function.parameters());
    }
    parameters.add("samples=" + mapped);
    return switch (op.notation()) {
      case Notation.Function function ->
          new Notation.Function(function.symbol(), function.latex(), parameters);
      case Notation.Infix _,
          Notation.Prefix _,
          Notation.Superscript _,
          Notation.Fence _,
          Notation.Symbol _,
          Notation.Transparent _ ->
          new Notation.Function(name(), "\\operatorname{" + name() + "}", parameters);
    };
  }

  @Override
  public Op at(Map<String, Integer> sizes) {
    return new Batched(op.at(sizes), mapped, captured);
  }
}
