package dev.adjoint.testkit;

import dev.adjoint.autodiff.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Smaller recipes than a given one: fewer choices, fewer and smaller inputs, simpler choices,
/// simpler values.
final class Shrinking {
  /// How many graphs are tried on the way to the smallest.
  private static final int TRIES = 4000;

  private Shrinking() {}

  /// The smallest graph that still fails, found greedily: first by its recipe, then node by node.
  static GraphCase smallest(Recipe recipe, Style style, Predicate<GraphCase> fails) {
    int[] left = {TRIES};
    Recipe smallest = recipe;
    Optional<Recipe> next = Optional.of(recipe);
    while (next.isPresent()) {
      smallest = next.get();
      next =
          of(smallest)
              .takeWhile(_ -> left[0]-- > 0)
              .filter(smaller -> fails.test(smaller.cook(style)))
              .findFirst();
    }
    return Reduction.smallest(smallest.cook(style), fails);
  }

  /// Smaller recipes, the smallest first.
  static Stream<Recipe> of(Recipe recipe) {
    return Stream.of(
            fewerChoices(recipe),
            fewerInputs(recipe),
            simplerInputs(recipe),
            simplerChoices(recipe))
        .flatMap(s -> s);
  }

  /// Without some consecutive choices: half of them, a quarter, down to one.
  private static Stream<Recipe> fewerChoices(Recipe recipe) {
    int size = recipe.choices().size();
    return IntStream.iterate(Integer.highestOneBit(Math.max(1, size)), n -> n > 0, n -> n / 2)
        .boxed()
        .flatMap(
            n ->
                IntStream.iterate(size - n, i -> i >= 0, i -> i - n)
                    .boxed()
                    .map(i -> without(recipe, i, n)));
  }

  private static Recipe without(Recipe recipe, int from, int count) {
    List<Choice> choices = new ArrayList<>(recipe.choices());
    choices.subList(from, from + count).clear();
    return new Recipe(recipe.inputs(), choices);
  }

  private static Stream<Recipe> fewerInputs(Recipe recipe) {
    return IntStream.iterate(recipe.inputs().size() - 1, i -> i >= 0, i -> i - 1)
        .filter(i -> recipe.inputs().size() > 1 && (i > 0 || secondIsFloating(recipe)))
        .mapToObj(
            i -> {
              List<Tensor> inputs = new ArrayList<>(recipe.inputs());
              inputs.remove(i);
              return new Recipe(inputs, recipe.choices());
            });
  }

  private static boolean secondIsFloating(Recipe recipe) {
    return recipe.inputs().get(1).dtype().isFloating();
  }

  private static Stream<Recipe> simplerInputs(Recipe recipe) {
    return IntStream.range(0, recipe.inputs().size())
        .boxed()
        .flatMap(
            i ->
                Simpler.than(recipe.inputs().get(i))
                    .map(
                        tensor ->
                            new Recipe(replaced(recipe.inputs(), i, tensor), recipe.choices())));
  }

  private static Stream<Recipe> simplerChoices(Recipe recipe) {
    List<UnaryOperator<Choice>> steps =
        List.of(
            c -> new Choice(0, c.first(), c.second(), c.parameter()),
            c -> new Choice(c.what() / 2, c.first(), c.second(), c.parameter()),
            c -> new Choice(c.what(), 0, c.second(), c.parameter()),
            c -> new Choice(c.what(), c.first(), 0, c.parameter()),
            c -> new Choice(c.what(), c.first(), c.second(), 0),
            c -> new Choice(c.what(), c.first(), c.second(), c.parameter() / 2));
    return IntStream.range(0, recipe.choices().size())
        .boxed()
        .flatMap(
            i ->
                steps.stream()
                    .map(step -> step.apply(recipe.choices().get(i)))
                    .filter(choice -> !choice.equals(recipe.choices().get(i)))
                    .map(
                        choice ->
                            new Recipe(recipe.inputs(), replaced(recipe.choices(), i, choice))));
  }

  private static <T> List<T> replaced(List<T> list, int position, T element) {
    List<T> copy = new ArrayList<>(list);
    copy.set(position, element);
    return copy;
  }
}
