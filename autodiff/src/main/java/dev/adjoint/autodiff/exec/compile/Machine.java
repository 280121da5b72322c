package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Banks;
import dev.adjoint.autodiff.exec.compile.step.ContractStep;
import dev.adjoint.autodiff.exec.compile.step.Place;
import dev.adjoint.autodiff.exec.compile.step.Step;
import dev.adjoint.autodiff.exec.compile.step.Workspace;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Steps, the arrays that they work on, and what goes in and out. Immutable but for a pool of
/// workspaces, one for each run at a time; safe for use by several threads.
public final class Machine {
  private final List<Step> steps;
  private final List<BufferPlan.Source> sources;
  private final Map<Literal, Place> literals;
  private final int[] bankSizes;
  private final int[] registers;
  private final List<Binding> bindings;
  private final List<Result> results;
  private final Queue<Workspace> pool = new ConcurrentLinkedQueue<>();

  /// Where the tensor of an input goes: to an array of its own, or one element to a bank.
  private record Binding(int input, Place place, boolean element) {}

  /// Where an output's elements are: in an array that is handed out, or one element in a bank.
  private record Result(Shape shape, DType dtype, Place place) {}

  private Machine(
      List<Step> steps,
      BufferPlan plan,
      int[] registers,
      List<Binding> bindings,
      List<Result> results) {
    this.steps = steps;
    this.sources = List.copyOf(plan.sources);
    this.literals = Map.copyOf(plan.literals);
    this.bankSizes = plan.bankSizes.clone();
    this.registers = registers;
    this.bindings = List.copyOf(bindings);
    this.results = List.copyOf(results);
  }

  static Machine of(
      List<Step> steps,
      BufferPlan plan,
      int[] registers,
      List<Input> inputs,
      List<Node> nodes,
      List<Expr> outputs) {
    Map<Input, Integer> numbers = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      numbers.put(inputs.get(i), i);
    }
    List<Binding> bindings = new ArrayList<>();
    plan.scalarInputs.forEach(
        (input, place) -> {
          bindings.add(new Binding(numbers.getOrDefault(input, -1), place, true));
        });
    for (int i = 0; i < plan.sources.size(); i++) {
      if (plan.sources.get(i) instanceof BufferPlan.Given(Input input)) {
        Place place = new Place(Banks.COUNT + i, 0);
        bindings.add(new Binding(numbers.getOrDefault(input, -1), place, false));
      }
    }
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Place place = Emission.place(nodes.get(i).access);
      results.add(new Result(outputs.get(i).shape(), outputs.get(i).dtype(), place));
    }
    return new Machine(steps, plan, registers, bindings, results);
  }

  /// The outputs for the tensors of the inputs, which must have their types.
  public List<Tensor> run(List<Tensor> values) {
    Workspace pooled = pool.poll();
    Workspace workspace = pooled != null ? pooled : workspace();
    try {
      bind(workspace, values);
      for (Step step : steps) {
        step.run(workspace);
      }
      return collect(workspace);
    } finally {
      release(workspace);
      pool.add(workspace);
    }
  }

  private Workspace workspace() {
    int banks = bankSizes.length;
    Object[] arrays = new Object[banks + sources.size()];
    for (DType dtype : DType.values()) {
      arrays[Banks.number(dtype)] = Workspace.allocate(dtype, bankSizes[Banks.number(dtype)]);
    }
    literals.forEach((literal, place) -> literal.write(arrays[place.array()], place.offset()));
    for (int i = 0; i < sources.size(); i++) {
      arrays[banks + i] =
          switch (sources.get(i)) {
            case BufferPlan.Temporary(DType dtype, int size) -> Workspace.allocate(dtype, size);
            case BufferPlan.Fixed(Tensor value) -> TensorAccess.array(value);
            case BufferPlan.Given _, BufferPlan.Fresh _ -> NOTHING;
          };
    }
    return new Workspace(arrays, registers);
  }

  private static final Object NOTHING = new Object();

  private void bind(Workspace workspace, List<Tensor> values) {
    for (Binding binding : bindings) {
      Object storage = TensorAccess.array(values.get(binding.input));
      Place place = binding.place;
      if (binding.element) {
        System.arraycopy(storage, 0, workspace.arrays[place.array()], place.offset(), 1);
      } else {
        workspace.arrays[place.array()] = storage;
      }
    }
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i) instanceof BufferPlan.Fresh(DType dtype, int size)) {
        workspace.arrays[bankSizes.length + i] = Workspace.allocate(dtype, size);
      }
    }
  }

  private List<Tensor> collect(Workspace workspace) {
    List<Tensor> outputs = new ArrayList<>(results.size());
    for (Result result : results) {
      Object array = workspace.arrays[result.place.array()];
      if (result.place.array() < bankSizes.length) {
        Object element = Workspace.allocate(result.dtype, 1);
        System.arraycopy(array, result.place.offset(), element, 0, 1);
        array = element;
      }
      outputs.add(TensorAccess.wrap(result.shape, array));
    }
    return List.copyOf(outputs);
  }

  /// Lets go of what a caller gave or got.
  private void release(Workspace workspace) {
    for (int i = 0; i < sources.size(); i++) {
      switch (sources.get(i)) {
        case BufferPlan.Given _, BufferPlan.Fresh _ ->
            workspace.arrays[bankSizes.length + i] = NOTHING;
        case BufferPlan.Temporary _, BufferPlan.Fixed _ -> {}
      }
    }
  }

  /// The steps, the memory of a workspace and the floating-point operations of contractions.
  public String explain() {
    StringBuilder text = new StringBuilder();
    long operations = 0;
    for (int i = 0; i < steps.size(); i++) {
      text.append("%4d  %s%n".formatted(i, steps.get(i).describe()));
      if (steps.get(i) instanceof ContractStep contract) {
        operations += contract.operations();
      }
    }
    long fresh = 0;
    int buffers = 0;
    for (BufferPlan.Source source : sources) {
      switch (source) {
        case BufferPlan.Temporary _ -> buffers++;
        case BufferPlan.Fresh(DType dtype, int size) -> fresh += (long) dtype.bytes() * size;
        case BufferPlan.Fixed _, BufferPlan.Given _ -> {}
      }
    }
    text.append(
        "%,d steps; %,d buffers, %,d bytes of workspace; %,d bytes of outputs; %,d FLOPs in"
            .formatted(steps.size(), buffers, workspaceBytes(), fresh, operations));
    return text.append(" contractions\n").toString();
  }

  /// The bytes of the buffers, the banks and the tile registers.
  public long workspaceBytes() {
    long bytes = 0;
    for (BufferPlan.Source source : sources) {
      if (source instanceof BufferPlan.Temporary(DType dtype, int size)) {
        bytes += (long) dtype.bytes() * size;
      }
    }
    for (DType dtype : DType.values()) {
      long bank = bankSizes[Banks.number(dtype)];
      bytes += dtype.bytes() * (bank + (long) registers[Banks.number(dtype)] * Workspace.TILE);
    }
    return bytes;
  }
}
