package dev.usbshare.identity;

import dev.usbshare.text.PlainText;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a person hands to another one so that a client finds a server: who it is, where it may be, and perhaps a secret with which
 * it lets the client in. A ticket with a secret is a secret itself: {@link #text} is for a person's eyes, {@link #toString} for logs.
 *
 * <p>Inside the text (see {@link TicketText}): flags (1; 1 = with a secret, 2 = with relays), node id (32), the secret if there is one
 * (16), length (1) and UTF-8 of the name, number of addresses (1) and for each its length (1), ASCII, and port (2, big-endian); with
 * relays, their number (1) and for each its length (1) and ASCII.
 *
 * @param relays URLs of relays at which the server can be found, at most {@value #MAX_RELAYS}
 * @param name what the server calls itself; empty if nothing
 */
public record Ticket(
        NodeId server, List<AddressHint> addresses, List<String> relays, Optional<PairingSecret> secret, String name) {

    public static final int MAX_ADDRESSES = 8;
    public static final int MAX_NAME_BYTES = 64;
    public static final int MAX_RELAYS = 2;

    private static final byte WITH_SECRET = 1;
    private static final byte WITH_RELAYS = 2;
    private static final Pattern RELAY = Pattern.compile("https?://[!-~]{1,192}");

    /** @throws IllegalArgumentException if a bound is exceeded */
    public Ticket {
        addresses = List.copyOf(addresses);
        relays = List.copyOf(relays);
        if (relays.size() > MAX_RELAYS
                || !relays.stream().allMatch(url -> RELAY.matcher(url).matches())) {
            throw new IllegalArgumentException("a ticket holds up to " + MAX_RELAYS + " URLs of relays");
        }
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(addresses.size() + " addresses; a ticket holds " + MAX_ADDRESSES);
        }
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes > MAX_NAME_BYTES || !PlainText.isPlain(name)) {
            throw new IllegalArgumentException("a name that is longer than " + MAX_NAME_BYTES + " bytes or not plain");
        }
        int bytes = 3 + NodeId.BYTES + nameBytes + (secret.isPresent() ? PairingSecret.BYTES : 0);
        for (AddressHint address : addresses) {
            bytes += 1 + address.host().length() + Short.BYTES;
        }
        bytes += relays.isEmpty() ? 0 : 1;
        for (String relay : relays) {
            bytes += 1 + relay.length();
        }
        if (bytes > TicketText.MAX_BYTES) {
            throw new IllegalArgumentException("the addresses are too long for one ticket; give fewer");
        }
    }

    /** Without relays. */
    public Ticket(NodeId server, List<AddressHint> addresses, Optional<PairingSecret> secret, String name) {
        this(server, addresses, List.of(), secret, name);
    }

    /**
     * Reads a ticket as a person pasted, typed or scanned it.
     *
     * @throws TicketException saying what is wrong with it and what to do
     */
    public static Ticket parse(String text) throws TicketException {
        var in = ByteBuffer.wrap(TicketText.decode(text));
        try {
            int flags = in.get();
            if ((flags & ~(WITH_SECRET | WITH_RELAYS)) != 0) {
                throw TicketText.malformed();
            }
            NodeId server = NodeId.of(take(in, NodeId.BYTES));
            Optional<PairingSecret> secret = (flags & WITH_SECRET) != 0
                    ? Optional.of(PairingSecret.of(take(in, PairingSecret.BYTES)))
                    : Optional.empty();
            String name = utf8(take(in, in.get() & 0xff));
            List<AddressHint> addresses = new ArrayList<>();
            for (int left = in.get() & 0xff; left > 0; left--) {
                String host = utf8(take(in, in.get() & 0xff));
                addresses.add(new AddressHint(host, in.getShort() & 0xffff));
            }
            List<String> relays = new ArrayList<>();
            if ((flags & WITH_RELAYS) != 0) {
                for (int left = in.get() & 0xff; left > 0; left--) {
                    relays.add(utf8(take(in, in.get() & 0xff)));
                }
                if (relays.isEmpty()) {
                    throw TicketText.malformed();
                }
            }
            if (in.hasRemaining()) {
                throw TicketText.malformed();
            }
            return new Ticket(server, addresses, relays, secret, name);
        } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
            throw TicketText.malformed();
        }
    }

    /** The ticket itself, lower case, in one line. */
    public String text() {
        var out = new ByteArrayOutputStream();
        out.write((secret.isPresent() ? WITH_SECRET : 0) | (relays.isEmpty() ? 0 : WITH_RELAYS));
        out.writeBytes(server.toBytes());
        secret.ifPresent(s -> out.writeBytes(s.toBytes()));
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        out.write(nameBytes.length);
        out.writeBytes(nameBytes);
        out.write(addresses.size());
        for (AddressHint address : addresses) {
            byte[] host = address.host().getBytes(StandardCharsets.US_ASCII);
            out.write(host.length);
            out.writeBytes(host);
            out.write(address.port() >> 8);
            out.write(address.port());
        }
        if (!relays.isEmpty()) {
            out.write(relays.size());
            for (String relay : relays) {
                out.write(relay.length());
                out.writeBytes(relay.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return TicketText.encode(out.toByteArray());
    }

    private static byte[] take(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] taken = new byte[bytes];
        in.get(taken);
        return taken;
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    @Override
    public String toString() {
        return "Ticket[" + server.toShortString() + " at " + addresses + relays
                + (secret.isPresent() ? ", with a secret" : "") + "]";
    }
}
