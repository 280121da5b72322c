package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Banks;
import dev.adjoint.autodiff.exec.compile.step.Place;
import dev.adjoint.autodiff.exec.compile.step.Strides;
import dev.adjoint.autodiff.exec.compile.step.TileStep;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The tile code of a region: registers are chosen in one pass, each free again after the last use
/// of its value; what is the same for every element keeps its register for the whole region.
final class TileEmission {
  private final BufferPlan plan;
  private final int[] registers;
  private final int[] used = new int[Banks.COUNT];
  private final Map<DType, Deque<Integer>> free = new EnumMap<>(DType.class);
  private final List<TileStep.Fill> fills = new ArrayList<>();
  private final List<TileStep.Instruction> code = new ArrayList<>();

  private TileEmission(BufferPlan plan, int[] registers) {
    this.plan = plan;
    this.registers = registers;
    for (DType dtype : DType.values()) {
      free.put(dtype, new ArrayDeque<>());
    }
  }

  /// The step; raises `registers` to what it needs of each dtype.
  static TileStep emit(Draft.Region region, BufferPlan plan, int[] registers) {
    TileEmission emission = new TileEmission(plan, registers);
    Assembler.Listing listing = Assembler.assemble(region);
    List<Instruction> instructions = listing.instructions();
    // Before all others, since a filled register must not be one that a tile has used already.
    for (Instruction instruction : instructions) {
      if (uniform(instruction)) {
        emission.fill(instruction);
      }
    }
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      if (!uniform(instruction)) {
        emission.compute(instruction, i);
      }
      for (Node node : listing.stored().getOrDefault(instruction, List.of())) {
        emission.code.add(new TileStep.Store(node.dtype, instruction.register, node.place()));
      }
      if (!uniform(instruction) && instruction.lastUse <= i) {
        emission.release(instruction);
      }
    }
    return new TileStep(
        region.size(),
        List.copyOf(emission.fills),
        emission.code.toArray(TileStep.Instruction[]::new),
        region.nodes().size());
  }

  private static boolean uniform(Instruction instruction) {
    return instruction.literal != null
        || (instruction.access != null && instruction.access.root().size == 1);
  }

  private void fill(Instruction instruction) {
    Place from =
        instruction.literal != null
            ? plan.literal(instruction.literal)
            : Objects.requireNonNull(instruction.access).root().place();
    instruction.register = take(instruction.result);
    fills.add(new TileStep.Fill(instruction.result, instruction.register, from));
  }

  private void compute(Instruction instruction, int i) {
    for (Instruction operand : instruction.operands) {
      if (operand.lastUse == i && !uniform(operand) && operand.scratch != i) {
        operand.scratch = i; // once, though it may be both operands
        release(operand);
      }
    }
    instruction.register = take(instruction.result);
    int register = instruction.register;
    Access access = instruction.access;
    code.add(
        switch (instruction.code) {
          case LOAD -> load(Objects.requireNonNull(access), instruction.result, register);
          case CONVERT ->
              new TileStep.Convert(
                  instruction.dtype, instruction.operand(0), instruction.result, register);
          default ->
              new TileStep.Compute(
                  instruction.code,
                  instruction.dtype,
                  register,
                  instruction.operand(0),
                  instruction.operand(1),
                  instruction.operand(2));
        });
  }

  private static TileStep.Load load(Access access, DType dtype, int register) {
    Place root = access.root().place();
    return new TileStep.Load(
        dtype,
        register,
        new Place(root.array(), root.offset() + access.offset()),
        Strides.of(access.sizes(), access.strides()));
  }

  private int take(DType dtype) {
    Integer register = free.getOrDefault(dtype, new ArrayDeque<>()).poll();
    if (register == null) {
      register = used[Banks.number(dtype)]++;
      registers[Banks.number(dtype)] =
          Math.max(registers[Banks.number(dtype)], used[Banks.number(dtype)]);
    }
    return register;
  }

  private void release(Instruction instruction) {
    free.getOrDefault(instruction.result, new ArrayDeque<>()).push(instruction.register);
  }
}
