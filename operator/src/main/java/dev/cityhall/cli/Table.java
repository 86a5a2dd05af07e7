package dev.cityhall.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table in plain text, aligned by what each character takes up in a terminal. */
final class Table {

  private static final String GAP = "  ";

  /** To which side the cells of a column keep. */
  enum Side {
    LEFT,
    RIGHT
  }

  /** The head of a column. */
  record Column(String heading, Side side) {}

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(Column... columns) {
    this.columns = List.of(columns);
    rows.add(this.columns.stream().map(Column::heading).toList());
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if there are not as many cells as columns
   */
  Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The heading and the rows, without space at the end of a line. */
  List<String> lines() {
    var widths =
        IntStream.range(0, columns.size())
            .map(i -> rows.stream().mapToInt(row -> DisplayWidth.of(row.get(i))).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var cells =
        IntStream.range(0, widths.length)
            .mapToObj(i -> padded(row.get(i), columns.get(i).side(), widths[i]))
            .toList();
    return String.join(GAP, cells).stripTrailing();
  }

  private static String padded(String text, Side side, int width) {
    var padding = " ".repeat(width - DisplayWidth.of(text));
    return side == Side.LEFT ? text + padding : padding + text;
  }
}
