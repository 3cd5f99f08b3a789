package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.identity.TicketException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final Ticket TICKET = ticket(new Random(3));

    private static Ticket ticket(Random random) {
        byte[] id = new byte[NodeId.BYTES];
        byte[] secret = new byte[PairingSecret.BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new Ticket(
                NodeId.of(id),
                List.of(new AddressHint("usb.example.org", 7490), new AddressHint("2001:db8::7", 65_535)),
                Optional.of(PairingSecret.of(secret)),
                "Werkstatt – 2. Stock");
    }

    private static TicketException refused(String text) {
        var refusal = catchThrowableOfType(TicketException.class, () -> Ticket.parse(text));
        assertThat(refusal).as("refusal of %s", text).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain("\n").hasSizeLessThan(200);
        return refusal;
    }

    @Test
    void text_parsed_givesTheSameTicket() throws Exception {
        var random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Ticket ticket = ticket(random);

            assertThat(ticket.text()).startsWith("usbshare1").matches("[a-z0-9]+");
            assertThat(Ticket.parse(ticket.text())).isEqualTo(ticket);
        }
    }

    @Test
    void ticketWithRelays_hasItsOwnFlag_whichOlderReadersRefuse() throws Exception {
        var ticket = new Ticket(
                NodeId.of(new byte[32]),
                List.of(new AddressHint("h", 7490)),
                List.of("https://relay.example/", "http://127.0.0.1:3340/"),
                Optional.empty(),
                "n");
        byte[] bytes = TicketText.decode(ticket.text());

        assertThat(Ticket.parse(ticket.text())).isEqualTo(ticket);
        assertThat(bytes[0]).as("flags").isEqualTo((byte) 2);
        assertThat(HexFormat.of().formatHex(bytes, 33, bytes.length))
                .isEqualTo("016e" + "01" + "0168" + "1d42"
                        + "02" + "16"
                        + HexFormat.of().formatHex("https://relay.example/".getBytes(StandardCharsets.US_ASCII))
                        + "16"
                        + HexFormat.of().formatHex("http://127.0.0.1:3340/".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void flagOfALaterVersion_isMalformed() throws Exception {
        byte[] bytes = TicketText.decode(TICKET.text());
        bytes[0] |= 4;

        assertThat(refused(TicketText.encode(bytes)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://relay.example/", "https://", "https://relay example/", "https://r\u001b[2J/"})
    void relayThatIsNone_isRefused(String relay) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ticket(TICKET.server(), List.of(), List.of(relay), Optional.empty(), ""));
    }

    @Test
    void ticketWithoutAnythingOptional_isShort() throws Exception {
        var bare = new Ticket(TICKET.server(), List.of(), Optional.empty(), "");

        assertThat(bare.text()).hasSize(9 + 3 + 56 + 6);
        assertThat(Ticket.parse(bare.text())).isEqualTo(bare);
    }

    @Test
    void largestTicket_isReadBack() throws Exception {
        var host = new AddressHint("h".repeat(253), 1);
        var largest = new Ticket(TICKET.server(), List.of(host, host), TICKET.secret(), "");

        assertThat(Ticket.parse(largest.text())).isEqualTo(largest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Ticket(TICKET.server(), List.of(host, host, host), TICKET.secret(), ""))
                .withMessageContaining("fewer");
    }

    @ParameterizedTest
    @ValueSource(strings = {" %s \n", "%S", "\t%s\r\n"})
    void caseAndSpacesAround_doNotMatter(String form) throws Exception {
        assertThat(Ticket.parse(form.formatted(TICKET.text()))).isEqualTo(TICKET);
    }

    @Test
    void brokenIntoLinesAndGroups_isRead() throws Exception {
        String groups = TICKET.text().replaceAll("(.{5})", "$1 ").replaceAll("(.{40})", "$1\n    ");

        assertThat(Ticket.parse(groups.toUpperCase(Locale.ROOT))).isEqualTo(TICKET);
    }

    @Test
    void anyOneWrongCharacter_isFoundWhereItIs() {
        String good = TICKET.text();
        var random = new Random(5);
        for (int at = 0; at < good.length(); at++) {
            char wrong;
            do {
                wrong = ALPHABET.charAt(random.nextInt(32));
            } while (wrong == good.charAt(at));
            TicketException refusal = refused(good.substring(0, at) + wrong + good.substring(at + 1));

            assertThat(refusal.reason()).as("at %d", at).isEqualTo(Reason.MISTYPED);
            assertThat(refusal.position()).as("at %d", at).hasValue(at + 1);
        }
    }

    @Test
    void positions_countTheSpacesThatWereTyped() {
        String good = TICKET.text();
        String spaced = "  " + good.substring(0, 20) + "\n" + good.substring(20, 30) + "o" + good.substring(31);

        assertThat(refused(spaced).position()).hasValue(2 + 20 + 1 + 10 + 1);
    }

    @ParameterizedTest
    @ValueSource(chars = {'b', 'i', 'o', '1', '-', 'é', '\u200b', '\u212a'})
    void characterThatNoTicketHas_isFound(char wrong) {
        TicketException refusal =
                refused(TICKET.text().substring(0, 40) + wrong + TICKET.text().substring(41));

        assertThat(refusal.reason()).isEqualTo(Reason.MISTYPED);
        assertThat(refusal.position()).hasValue(41);
        assertThat(refusal).hasMessageContaining("b, i, o or 1");
    }

    @Test
    void twoToFiveWrongCharacters_neverPass() {
        var random = new Random(6);
        for (int i = 0; i < 5000; i++) {
            char[] text = TICKET.text().toCharArray();
            for (int errors = 2 + random.nextInt(4); errors > 0; errors--) {
                text[9 + random.nextInt(text.length - 9)] = ALPHABET.charAt(random.nextInt(32));
            }
            if (!new String(text).equals(TICKET.text())) {
                assertThat(refused(new String(text)).reason()).isIn(Reason.MISTYPED, Reason.TRUNCATED);
            }
        }
    }

    @Test
    void cutAnywhere_isTruncated_notMistyped() {
        String good = TICKET.text();
        for (int length = 1; length < good.length(); length++) {
            assertThat(refused(good.substring(0, length)).reason())
                    .as("%d characters", length)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void characterLeftOut_isTruncated_twiceAsMuch_isMistyped() {
        String good = TICKET.text();

        assertThat(refused(good.substring(0, 50) + good.substring(51)))
                .hasMessageContaining("1 of the ticket's " + good.length() + " characters are missing");
        assertThat(refused(good + good.substring(9)))
                .hasMessageContaining("too many")
                .extracting(TicketException::reason)
                .isEqualTo(Reason.MISTYPED);
    }

    @Test
    void newerVersion_isTold_andSaysWhatToDo() {
        byte[] symbols = {2, 0, 1, 0, 0};

        TicketException refusal = refused(textOf(new TicketChecksum(TicketText.PREFIX).append(symbols)));

        assertThat(refusal.reason()).isEqualTo(Reason.NEWER_VERSION);
        assertThat(refusal).hasMessageContaining("update");
    }

    @Test
    void nodeId_isTold_andSaysWhatToDo() {
        assertThat(refused(TICKET.server().toString()).reason()).isEqualTo(Reason.NODE_ID);
        assertThat(refused(TICKET.server() + "@host:1").reason()).isEqualTo(Reason.NODE_ID);
        assertThat(refused(TICKET.server().toString())).hasMessageContaining("NODE-ID@HOST[:PORT]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  \n", "hello", "https://example.org/ticket", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"})
    void somethingElse_isNoTicket(String text) {
        assertThat(refused(text).reason()).isEqualTo(Reason.NOT_A_TICKET);
    }

    @Test
    void hugeText_isNoTicket() {
        assertThat(refused("usbshare1" + "q".repeat(1 << 20)).reason()).isEqualTo(Reason.NOT_A_TICKET);
    }

    @Test
    void randomBytesWithARightChecksum_areATicketOrMalformed() {
        var random = new Random(8);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] &= 3;
            }
            try {
                assertThat(Ticket.parse(TicketText.encode(bytes))).isNotNull();
            } catch (TicketException e) {
                assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
            }
        }
    }

    @Test
    void nameThatControlsATerminal_isMalformed() {
        byte[] bytes = new byte[1 + 32 + 1 + 4 + 1];
        bytes[33] = 4;
        System.arraycopy("\u001b[2J".getBytes(StandardCharsets.US_ASCII), 0, bytes, 34, 4);

        assertThat(refused(TicketText.encode(bytes)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void toString_hidesTheSecret() {
        String secret = TICKET.text().substring(68, 90);

        assertThat(TICKET.toString())
                .contains(TICKET.server().toShortString(), "with a secret")
                .doesNotContain(secret);
        assertThat(TICKET.text()).contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:7490", "192.0.2.1:1", "[2001:db8::1]:7490", "2001:db8::1", "host", "[::1]"})
    void addressHint_parsed_keepsHostAndPort(String text) {
        AddressHint hint = AddressHint.parse(text, 7490);

        assertThat(AddressHint.parse(hint.toString(), 1)).isEqualTo(hint);
        assertThat(hint.host()).doesNotContain("[").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":7490", "host:", "host:0", "host:65536", "host:x", "ho st", "host:1:2]", "h\u001b[2J"})
    void addressHint_ofSomethingElse_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressHint.parse(text, 7490));
    }

    private static String textOf(byte[] symbols) {
        var text = new StringBuilder("usbshare1");
        for (byte symbol : symbols) {
            text.append(ALPHABET.charAt(symbol));
        }
        return text.toString();
    }
}
