package dev.cityhall.cli;

/**
 * Columns that a text takes up in a terminal: two for a Chinese character or a full-width form,
 * none for a combining mark, one for all else.
 *
 * @see <a href="https://www.unicode.org/reports/tr11/">Unicode Annex 11, East Asian Width</a>
 */
final class DisplayWidth {

  /** Pairs of the first and last code point of the ranges that are wide. */
  private static final int[] WIDE = {
    0x1100, 0x115F, // Hangul Jamo
    0x2E80, 0x303E, // radicals, CJK punctuation
    0x3041, 0x33FF, // kana, CJK compatibility
    0x3400, 0x4DBF, // CJK extension A
    0x4E00, 0x9FFF, // CJK
    0xA000, 0xA4CF, // Yi
    0xAC00, 0xD7A3, // Hangul
    0xF900, 0xFAFF, // CJK compatibility ideographs
    0xFE30, 0xFE4F, // CJK compatibility forms
    0xFF00, 0xFF60, // full-width forms
    0xFFE0, 0xFFE6, // full-width signs
    0x1F300, 0x1FAFF, // pictographs
    0x20000, 0x3FFFD, // CJK extensions B and later
  };

  static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    for (var i = 0; i < WIDE.length; i += 2) {
      if (codePoint >= WIDE[i] && codePoint <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }

  private DisplayWidth() {}
}
