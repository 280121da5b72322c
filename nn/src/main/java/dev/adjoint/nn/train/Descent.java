package dev.adjoint.nn.train;

import dev.adjoint.autodiff.exec.Program;
import dev.adjoint.autodiff.exec.Session;
import dev.adjoint.autodiff.grad.Grad;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.AdjointException;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import dev.adjoint.nn.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// The programs of a step of descent. They own the parameters and what the optimizers remember.
///
/// A step of one batch is one program: forward pass, backward pass and update. A step of several
/// micro-batches runs a program for each, which adds `n·∂L/∂w` to running sums, n being the batch's
/// number of samples, and then one that updates by the sums over the number of all samples.
final class Descent {
  private final Session session;
  private final Input x;
  private final Input y;
  private final Map<Optimizer, Input> rates;
  private final Set<Input> read;
  private final Optional<Sums> sums;

  /// Running sums of gradients over micro-batches.
  ///
  /// @param program sums and batch to next sums and the batch's loss
  private record Sums(Program program, List<Input> sums, Input samples, Input total) {}

  private Descent(
      Session session,
      Input x,
      Input y,
      Map<Optimizer, Input> rates,
      Set<Input> read,
      Optional<Sums> sums) {
    this.session = session;
    this.x = x;
    this.y = y;
    this.rates = rates;
    this.read = read;
    this.sums = sums;
  }

  /// The descent of a loss.
  ///
  /// @param optimizers one for each parameter by path
  /// @param accumulates whether a step takes several batches
  /// @param checkpoint applied to the outputs of the program with the backward pass
  static <M> Descent of(
      Measure<M> loss,
      Parameters<M> parameters,
      Map<String, Optimizer> optimizers,
      Input x,
      Input y,
      boolean accumulates,
      Function<List<Expr>, Graph.Copy> checkpoint) {
    Expr value = loss.of(parameters.model(), x, y).named("loss");
    List<Input> inputs = List.copyOf(parameters.values().sequencedKeySet());
    List<Expr> gradients = Grad.grad(value, inputs).all();
    Updates updates = new Updates(parameters, optimizers);
    if (!accumulates) {
      updates.by(gradients);
      List<Expr> all = new ArrayList<>(updates.next.values());
      all.add(value);
      Set<Input> read = Set.copyOf(Graph.inputs(all));
      Iterator<Expr> step = checkpoint.apply(List.copyOf(all)).outputs().iterator();
      updates.next.replaceAll((_, _) -> step.next());
      Session session = Session.of(updates.next, List.of(step.next()), updates.initial);
      return new Descent(session, x, y, updates.rates, read, Optional.empty());
    }
    Input samples = Input.of("samples", DType.FLOAT64);
    Input total = Input.of("samples of the step", DType.FLOAT64);
    List<Input> sums = new ArrayList<>();
    List<Expr> means = new ArrayList<>();
    List<Expr> next = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input sum = Input.of(inputs.get(i).label() + ".sum", inputs.get(i).type());
      sums.add(sum);
      means.add(sum.dividedBy(total.cast(sum.dtype())));
      next.add(sum.plus(gradients.get(i).times(samples.cast(sum.dtype()))));
    }
    next.add(value);
    updates.by(means);
    Set<Input> read = new HashSet<>(Graph.inputs(next));
    read.addAll(Graph.inputs(updates.next.values()));
    return new Descent(
        Session.of(updates.next, List.of(), updates.initial),
        x,
        y,
        updates.rates,
        Set.copyOf(read),
        Optional.of(
            new Sums(
                Program.compile(checkpoint.apply(List.copyOf(next)).outputs()),
                sums,
                samples,
                total)));
  }

  /// What parameters and optimizer state become.
  private static final class Updates {
    final Map<Input, Expr> next = new LinkedHashMap<>();
    final Map<Input, Tensor> initial;
    final Map<Optimizer, Input> rates = new LinkedHashMap<>();
    private final Map<String, Input> inputs;
    private final Map<String, Optimizer> optimizers;

    Updates(Parameters<?> parameters, Map<String, Optimizer> optimizers) {
      this.inputs = parameters.inputs();
      this.initial = new LinkedHashMap<>(parameters.values());
      this.optimizers = optimizers;
    }

    void by(List<Expr> gradients) {
      int i = 0;
      for (Map.Entry<String, Input> entry : inputs.entrySet()) {
        Optimizer optimizer = Objects.requireNonNull(optimizers.get(entry.getKey()));
        update(optimizer, entry.getValue(), gradients.get(i++));
      }
    }

    private void update(Optimizer optimizer, Input parameter, Expr gradient) {
      Input rate =
          rates.computeIfAbsent(
              optimizer,
              _ -> Input.of(rates.isEmpty() ? "rate" : "rate" + rates.size(), DType.FLOAT64));
      List<Input> state = new ArrayList<>();
      for (Tensor tensor : optimizer.initial(parameter.type())) {
        Input slot = Input.of(parameter.label() + ".state" + state.size(), tensor.type());
        initial.put(slot, tensor);
        state.add(slot);
      }
      Optimizer.Update update =
          optimizer.update(parameter, gradient, List.copyOf(state), rate.cast(parameter.dtype()));
      if (update.state().size() != state.size()) {
        throw new AdjointException(
            "[train] the optimizer %s declares %d state tensors for %s, but its update gives %d"
                .formatted(optimizer, state.size(), parameter, update.state().size()));
      }
      next.put(parameter, update.parameter());
      for (int s = 0; s < state.size(); s++) {
        next.put(state.get(s), update.state().get(s));
      }
    }
  }

  /// One step by the mean gradient over all samples of some batches; the mean of their losses.
  double step(List<Dataset.Minibatch> batches, ToDoubleFunction<Optimizer> rate) {
    Map<Input, Tensor> bindings = new HashMap<>();
    rates.forEach(
        (optimizer, input) -> bindings.put(input, Tensor.scalar(rate.applyAsDouble(optimizer))));
    if (sums.isEmpty()) {
      bind(bindings, batches.getFirst());
      return session.step(reading(bindings)).getFirst().item();
    }
    return accumulated(sums.get(), batches, bindings);
  }

  private double accumulated(
      Sums sums, List<Dataset.Minibatch> batches, Map<Input, Tensor> bindings) {
    Map<Input, Tensor> running = new HashMap<>(session.state());
    sums.sums.forEach(sum -> running.put(sum, Tensor.zeros(sum.type())));
    double loss = 0;
    double total = 0;
    for (Dataset.Minibatch batch : batches) {
      double samples = batch.x().shape().size(0);
      bind(running, batch);
      running.put(sums.samples, Tensor.scalar(samples));
      Map<Input, Tensor> needed = new HashMap<>(running);
      needed.keySet().retainAll(sums.program.inputs());
      List<Tensor> next = sums.program.run(needed);
      for (int i = 0; i < sums.sums.size(); i++) {
        running.put(sums.sums.get(i), next.get(i));
      }
      loss += next.getLast().item() * samples;
      total += samples;
    }
    sums.sums.forEach(sum -> bindings.put(sum, Objects.requireNonNull(running.get(sum))));
    bindings.put(sums.total, Tensor.scalar(total));
    session.step(reading(bindings));
    return loss / total;
  }

  private void bind(Map<Input, Tensor> bindings, Dataset.Minibatch batch) {
    bindings.put(x, batch.x());
    bindings.put(y, batch.y());
  }

  /// A loss may ignore the targets, an optimizer the rate or even the gradient.
  private Map<Input, Tensor> reading(Map<Input, Tensor> bindings) {
    bindings.keySet().retainAll(read);
    return bindings;
  }

  /// The present value of parameters and optimizer state.
  Map<Input, Tensor> state() {
    return session.state();
  }
}
