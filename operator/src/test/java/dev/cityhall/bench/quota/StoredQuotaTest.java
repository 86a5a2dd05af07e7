package dev.cityhall.bench.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cityhall.measure.Amounts;
import dev.cityhall.measure.QuotaKey;
import dev.cityhall.quota.NativeQuota;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Encodes as the API server does, field by field, and reads it back. */
class StoredQuotaTest {

  @Test
  void readsSpecAndStatusAndSkipsWhatItDoesNotKnow() {
    var metadata = field(1, concat(field(1, bytes("cityhall")), new byte[] {0x38, (byte) 0x96, 1}));
    var spec = field(2, concat(amount(1, "pods", "20"), amount(1, "requests.cpu", "1500m")));
    var status = field(3, concat(amount(1, "pods", "19"), amount(2, "pods", "17")));

    var read = StoredQuota.read(stored(concat(metadata, spec, status)));

    assertThat(read)
        .isEqualTo(
            new NativeQuota(
                pods(20).plus(Amounts.of(new QuotaKey("requests.cpu"), 1500)), pods(19), pods(17)));
  }

  @Test
  void readsAQuotaThatNobodyHasAcknowledged() {
    var read = StoredQuota.read(stored(field(2, amount(1, "pods", "20"))));

    assertThat(read).isEqualTo(new NativeQuota(pods(20), Amounts.NONE, Amounts.NONE));
  }

  @Test
  void saysWhoChangedTheNumberOfPodsLast() {
    var metadata =
        field(
            1,
            concat(
                managed("writer-of-limits", "{\"f:spec\":{\"f:hard\":{\"f:pods\":{}}}}"),
                managed("a-counter", "{\"f:status\":{\"f:used\":{\".\":{},\"f:pods\":{}}}}")));

    assertThat(StoredQuota.counter(stored(metadata))).isEqualTo("a-counter");
    assertThat(StoredQuota.counter(stored(field(2, amount(1, "pods", "20"))))).isEmpty();
  }

  @Test
  void refusesWhatIsNotProtobuf() {
    assertThatThrownBy(() -> StoredQuota.read(bytes("{\"kind\":\"ResourceQuota\"}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** An entry of metadata.managedFields. */
  private static byte[] managed(String manager, String fields) {
    var entry = concat(field(1, bytes(manager)), field(7, field(1, bytes(fields))));
    // The number takes two bytes from 16 on.
    return concat(
        new byte[] {(byte) (17 << 3 | 2 | 0x80), (byte) (17 >> 4), (byte) entry.length}, entry);
  }

  private static Amounts pods(int count) {
    return Amounts.of(QuotaKey.PODS, count);
  }

  private static byte[] stored(byte[] quota) {
    var kind = field(1, concat(field(1, bytes("v1")), field(2, bytes("ResourceQuota"))));
    return concat(new byte[] {'k', '8', 's', 0}, kind, field(2, quota));
  }

  private static byte[] amount(int number, String key, String quantity) {
    return field(number, concat(field(1, bytes(key)), field(2, field(1, bytes(quantity)))));
  }

  /** A field of bytes; lengths of more than 127 take two bytes. */
  private static byte[] field(int number, byte[] content) {
    var length =
        content.length < 128
            ? new byte[] {(byte) content.length}
            : new byte[] {(byte) (content.length & 127 | 128), (byte) (content.length >> 7)};
    return concat(new byte[] {(byte) (number << 3 | 2)}, length, content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
