package dev.cityhall.bench.quota;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cityhall.measure.Amounts;
import dev.cityhall.quota.NativeQuota;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a native ResourceQuota as the API server stores it: protobuf in an envelope.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">Kubernetes Protobuf
 *     encoding</a>
 */
final class StoredQuota {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int RAW_OF_ENVELOPE = 2;
  private static final int METADATA = 1;
  private static final int MANAGED_FIELDS = 17;
  private static final int MANAGER = 1;
  private static final int FIELDS = 7;
  private static final int FIELDS_JSON = 1;
  private static final int SPEC = 2;
  private static final int STATUS = 3;
  private static final int HARD = 1;
  private static final int USED = 2;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int TEXT = 1;

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FOUR_BYTES = 5;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is stored in another way
   */
  static NativeQuota read(byte[] stored) {
    var quota = content(stored);
    var status = field(quota, STATUS);
    return new NativeQuota(
        amounts(field(quota, SPEC), HARD), amounts(status, HARD), amounts(status, USED));
  }

  /** Who last changed the number of pods in {@code status.used}; empty if nobody did. */
  static String counter(byte[] stored) {
    var rest = field(content(stored), METADATA).duplicate();
    while (rest.hasRemaining()) {
      var tag = varint(rest);
      var entry = content(rest, (int) (tag & 7));
      if (tag >>> 3 == MANAGED_FIELDS && ownsPods(text(field(field(entry, FIELDS), FIELDS_JSON)))) {
        return text(field(entry, MANAGER));
      }
    }
    return "";
  }

  private static boolean ownsPods(String fields) {
    try {
      return MAPPER.readTree(fields).at("/f:status/f:used").has("f:pods");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ByteBuffer content(byte[] stored) {
    var buffer = ByteBuffer.wrap(stored);
    for (var expected : MAGIC) {
      if (buffer.get() != expected) {
        throw new IllegalArgumentException("a quota that is not stored as protobuf");
      }
    }
    return field(buffer.slice(), RAW_OF_ENVELOPE);
  }

  private static Amounts amounts(ByteBuffer message, int number) {
    var quantities = new LinkedHashMap<String, Quantity>();
    var rest = message.duplicate();
    while (rest.hasRemaining()) {
      var tag = varint(rest);
      var content = content(rest, (int) (tag & 7));
      if (tag >>> 3 == number) {
        quantities.putAll(entry(content));
      }
    }
    return Amounts.parse(quantities);
  }

  private static Map<String, Quantity> entry(ByteBuffer entry) {
    var quantity = text(field(field(entry, VALUE), TEXT));
    return Map.of(text(field(entry, KEY)), new Quantity(quantity));
  }

  /** The content of the first field with this number; empty if there is none. */
  private static ByteBuffer field(ByteBuffer message, int number) {
    var rest = message.duplicate();
    while (rest.hasRemaining()) {
      var tag = varint(rest);
      var content = content(rest, (int) (tag & 7));
      if (tag >>> 3 == number) {
        return content;
      }
    }
    return ByteBuffer.allocate(0);
  }

  private static ByteBuffer content(ByteBuffer message, int type) {
    var from = message.position();
    var length =
        switch (type) {
          case VARINT -> {
            varint(message);
            yield message.position() - from;
          }
          case EIGHT_BYTES -> Long.BYTES;
          case FOUR_BYTES -> Integer.BYTES;
          case LENGTH_DELIMITED -> {
            var bytes = (int) varint(message);
            from = message.position();
            yield bytes;
          }
          default -> throw new IllegalArgumentException("protobuf of wire type " + type);
        };
    message.position(from + length);
    return message.slice(from, length);
  }

  private static long varint(ByteBuffer message) {
    var value = 0L;
    for (var shift = 0; ; shift += 7) {
      var next = message.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static String text(ByteBuffer content) {
    return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
  }

  private StoredQuota() {}
}
