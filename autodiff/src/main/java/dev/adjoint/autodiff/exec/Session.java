package dev.adjoint.autodiff.exec;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A program together with the state that it advances: the parameters and the optimiser's memory of
/// a training run, say. A step computes the next state and some outputs from the present state and
/// what is bound, as one program.
///
/// A step that throws leaves the state as it was. For use by one thread at a time.
public final class Session {
  private final Program program;
  private final List<Input> inputs;
  private Map<Input, Tensor> state;

  private Session(Program program, List<Input> inputs, Map<Input, Tensor> state) {
    this.program = program;
    this.inputs = inputs;
    this.state = state;
  }

  /// A session.
  ///
  /// @param updates what each state input becomes, of the input's type
  /// @param outputs what a step returns
  /// @param initial the first value of every state input
  public static Session of(
      Map<Input, ? extends Expr> updates,
      List<? extends Expr> outputs,
      Map<Input, Tensor> initial) {
    updates.forEach(Session::checkUpdate);
    Map<Input, Tensor> state = new LinkedHashMap<>();
    for (Input input : updates.keySet()) {
      Tensor value = initial.get(input);
      if (value == null) {
        throw new BindingException("[session] state %s has no initial value".formatted(input));
      }
      checkInitial(input, value);
      state.put(input, value);
    }
    for (Input input : initial.keySet()) {
      if (!updates.containsKey(input)) {
        throw new BindingException(
            "[session] %s has an initial value, but no update".formatted(input));
      }
    }
    List<Expr> all = new ArrayList<>(updates.values());
    all.addAll(outputs);
    return new Session(Program.compile(all), List.copyOf(updates.keySet()), state);
  }

  private static void checkUpdate(Input input, Expr update) {
    if (update.dtype() != input.dtype() || !update.shape().sameSizes(input.shape())) {
      throw new BindingException(
          "[session] the update of state %s has type %s".formatted(input, update.type()));
    }
  }

  private static void checkInitial(Input input, Tensor value) {
    if (value.dtype() != input.dtype() || !value.shape().sameSizes(input.shape())) {
      throw new BindingException(
          "[session] the initial value of state %s has type %s".formatted(input, value.type()));
    }
  }

  /// Advances the state by one step under bindings of all other inputs, and returns the outputs,
  /// computed from the state before the step.
  public List<Tensor> step(Map<? extends Expr, Tensor> bindings) {
    Map<Expr, Tensor> all = new LinkedHashMap<>(bindings);
    state.forEach(
        (input, value) -> {
          if (all.containsKey(input)) {
            throw new BindingException(
                "[session] %s is state, so not to be bound".formatted(input));
          }
          if (program.reads(input)) {
            all.put(input, value);
          }
        });
    List<Tensor> results = program.run(all);
    Map<Input, Tensor> next = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      checkInitial(inputs.get(i), results.get(i));
      next.put(inputs.get(i), results.get(i));
    }
    state = next;
    return results.subList(inputs.size(), results.size());
  }

  /// The present value of a state input.
  public Tensor state(Input input) {
    Tensor value = state.get(input);
    if (value == null) {
      throw new BindingException(
          "[session] %s is not state; state is %s".formatted(input, state.keySet()));
    }
    return value;
  }

  /// The present value of every state input, in the order of the updates.
  public Map<Input, Tensor> state() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(state));
  }

  /// What a step does, as [Program#explain] lists it.
  public String explain() {
    return program.explain();
  }
}
