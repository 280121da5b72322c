package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Banks;
import dev.adjoint.autodiff.exec.compile.step.Code;
import dev.adjoint.autodiff.exec.compile.step.ScalarStep;
import dev.adjoint.autodiff.tensor.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The flat code of a draft of single elements. Its registers are slots of the banks: those of the
/// stored nodes, those of literals, and scratch ones for what lies between.
final class ScalarEmission {
  private final BufferPlan plan;
  private final List<Code> codes = new ArrayList<>();
  private final List<int[]> slots = new ArrayList<>();
  private final List<ScalarStep.Segment> segments = new ArrayList<>();
  private final Map<DType, Deque<Integer>> free = new EnumMap<>(DType.class);
  private final int[] used = new int[Banks.COUNT];

  private ScalarEmission(BufferPlan plan) {
    this.plan = plan;
    for (DType dtype : DType.values()) {
      free.put(dtype, new ArrayDeque<>());
    }
  }

  static ScalarStep emit(Draft.Scalars draft, BufferPlan plan) {
    ScalarEmission emission = new ScalarEmission(plan);
    Assembler.Listing listing = Assembler.assemble(draft);
    List<Instruction> instructions = listing.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      List<Node> stored = listing.stored().getOrDefault(instruction, List.of());
      emission.place(instruction, i, stored);
      boolean computed = emission.compute(instruction);
      for (Node node : computed && !stored.isEmpty() ? stored.subList(1, stored.size()) : stored) {
        emission.move(instruction, node.place().offset());
      }
    }
    return emission.step(draft.nodes().size());
  }

  /// Chooses the slot; a computed instruction writes to its first stored node's.
  private void place(Instruction instruction, int i, List<Node> stored) {
    switch (instruction.code) {
      case LITERAL ->
          instruction.register = plan.literal(Objects.requireNonNull(instruction.literal)).offset();
      case LOAD ->
          instruction.register = Objects.requireNonNull(instruction.access).root().place().offset();
      default -> {
        for (Instruction operand : instruction.operands) {
          if (operand.lastUse == i) {
            release(operand);
          }
        }
        instruction.register =
            stored.isEmpty() ? scratch(instruction) : stored.getFirst().place().offset();
      }
    }
  }

  private int scratch(Instruction instruction) {
    DType dtype = instruction.result;
    Integer number = free.getOrDefault(dtype, new ArrayDeque<>()).poll();
    instruction.scratch = number != null ? number : used[Banks.number(dtype)]++;
    return plan.scratch(dtype, instruction.scratch).offset();
  }

  private void release(Instruction instruction) {
    if (instruction.scratch >= 0) {
      free.getOrDefault(instruction.result, new ArrayDeque<>()).push(instruction.scratch);
      instruction.scratch = -1;
    }
  }

  private boolean compute(Instruction instruction) {
    if (instruction.code == Code.LITERAL || instruction.code == Code.LOAD) {
      return false;
    }
    if (instruction.code == Code.CONVERT) {
      conversion(instruction.dtype, instruction.result);
    } else {
      lanes(instruction.dtype);
    }
    add(
        instruction.code,
        instruction.register,
        instruction.operand(0),
        instruction.operand(1),
        instruction.operand(2));
    return true;
  }

  private void move(Instruction instruction, int slot) {
    lanes(instruction.result);
    int from = instruction.register;
    if (instruction.result == DType.BOOL) {
      add(Code.AND, slot, from, from, 0);
    } else {
      add(Code.MOVE, slot, from, 0, 0);
    }
  }

  private void add(Code code, int result, int a, int b, int c) {
    codes.add(code);
    slots.add(new int[] {result, a, b, c});
  }

  /// Extends the last segment by one instruction, or begins another.
  private void lanes(DType dtype) {
    int at = codes.size();
    if (!segments.isEmpty() && segments.getLast() instanceof ScalarStep.Lanes(var last, var f, _)) {
      if (last == dtype || dtype == DType.BOOL) {
        segments.set(segments.size() - 1, new ScalarStep.Lanes(last, f, at + 1));
        return;
      }
      if (last == DType.BOOL) {
        segments.set(segments.size() - 1, new ScalarStep.Lanes(dtype, f, at + 1));
        return;
      }
    }
    segments.add(new ScalarStep.Lanes(dtype, at, at + 1));
  }

  private void conversion(DType from, DType to) {
    int at = codes.size();
    if (!segments.isEmpty()
        && segments.getLast() instanceof ScalarStep.Conversions(var s, var t, var f, _)
        && s == from
        && t == to) {
      segments.set(segments.size() - 1, new ScalarStep.Conversions(s, t, f, at + 1));
    } else {
      segments.add(new ScalarStep.Conversions(from, to, at, at + 1));
    }
  }

  private ScalarStep step(int nodes) {
    int[] flat = slots.stream().flatMapToInt(Arrays::stream).toArray();
    return new ScalarStep(codes.toArray(Code[]::new), flat, List.copyOf(segments), nodes);
  }
}
