package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// A region of elementwise nodes, executed tile by tile: for every stretch of [Workspace#TILE]
/// elements all instructions run once, on registers that stay in the first-level cache.
public final class TileStep implements Step {
  private final int size;

  /// What is the same for every element, put in registers once a run.
  private final List<Fill> fills;

  /// What is done for each tile, in order.
  private final Instruction[] instructions;

  private final int nodes;

  /// Takes over its arrays.
  public TileStep(int size, List<Fill> fills, Instruction[] instructions, int nodes) {
    this.size = size;
    this.fills = fills;
    this.instructions = instructions;
    this.nodes = nodes;
  }

  /// A register filled with one element of an array.
  public record Fill(DType dtype, int register, Place from) {}

  /// What is done to one tile.
  public sealed interface Instruction {}

  /// Elements of an array, consecutive ones in row-major order of the region.
  public record Load(DType dtype, int register, Place from, Strides strides)
      implements Instruction {}

  /// The register to consecutive elements of an array.
  public record Store(DType dtype, int register, Place to) implements Instruction {}

  /// A register in another dtype.
  public record Convert(DType from, int operand, DType to, int register) implements Instruction {}

  /// A lane primitive; `dtype` is that of its numeric operands, BOOL if all are masks.
  public record Compute(Code code, DType dtype, int register, int a, int b, int c)
      implements Instruction {}

  @Override
  public void run(Workspace w) {
    int width = Math.min(size, Workspace.TILE);
    for (Fill fill : fills) {
      Object register = w.register(fill.dtype, fill.register);
      Moves.run(w.array(fill.from), fill.from.offset(), 0, register, 0, width);
    }
    for (int start = 0; start < size; start += Workspace.TILE) {
      int n = Math.min(Workspace.TILE, size - start);
      for (Instruction instruction : instructions) {
        switch (instruction) {
          case Load load -> {
            Object register = w.register(load.dtype, load.register);
            load.strides.read(w.array(load.from), load.from.offset(), start, register, 0, n);
          }
          case Store store -> {
            Object register = w.register(store.dtype, store.register);
            System.arraycopy(register, 0, w.array(store.to), store.to.offset() + start, n);
          }
          case Convert(DType from, int operand, DType to, int register) ->
              Conversion.run(w.register(from, operand), 0, w.register(to, register), 0, n);
          case Compute(Code code, DType dtype, int d, int a, int b, int c) -> {
            switch (dtype) {
              case FLOAT32 -> FloatTiles.execute(code, w, d, a, b, c, n);
              case FLOAT64 ->
                  DoubleTiles.execute(code, w.doubles, w.booleans, w.scratch, d, a, b, c, n);
              case INT64 -> LongTiles.execute(code, w.longs, w.booleans, d, a, b, c, n);
              case BOOL -> MaskTiles.execute(code, w.booleans, d, a, b, n);
            }
          }
        }
      }
    }
  }

  @Override
  public String describe() {
    int tiles = (int) (((long) size + Workspace.TILE - 1) / Workspace.TILE);
    return "region of %d nodes, %d elements: %d instructions × %d tiles"
        .formatted(nodes, size, instructions.length, tiles);
  }
}
