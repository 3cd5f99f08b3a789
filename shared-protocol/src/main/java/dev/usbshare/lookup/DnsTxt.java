package dev.usbshare.lookup;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * As much of the DNS message format (RFC 1035 §4) as pkarr needs: an answer that holds TXT records.
 *
 * @param name lower case, labels separated by dots, none at the end
 * @param text all its character strings together
 */
record DnsTxt(String name, String text) {

    /** Of one character string. */
    static final int MAX_STRING_BYTES = 255;

    private static final int HEADER_BYTES = 12;
    private static final int FLAG_RESPONSE = 0x8000;
    private static final int TYPE_TXT = 16;
    private static final int CLASS_IN = 1;
    private static final int POINTER = 0xc0;
    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_LABEL_BYTES = 63;

    /** More than 1000 bytes can hold. */
    private static final int MAX_RECORDS = 128;

    /**
     * An answer of so many records of one name.
     *
     * @param texts of at most {@value #MAX_STRING_BYTES} bytes each
     */
    static byte[] encode(String name, int timeToLiveSeconds, List<String> texts) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(0);
            out.writeShort(FLAG_RESPONSE);
            out.writeShort(0);
            out.writeShort(texts.size());
            out.writeInt(0);
            boolean named = false;
            for (String text : texts) {
                if (named) {
                    out.writeShort(POINTER << 8 | HEADER_BYTES);
                } else {
                    writeName(out, name);
                    named = true;
                }
                byte[] string = text.getBytes(StandardCharsets.UTF_8);
                if (string.length > MAX_STRING_BYTES) {
                    throw new IllegalArgumentException("a text of " + string.length + " bytes in one TXT record");
                }
                out.writeShort(TYPE_TXT);
                out.writeShort(CLASS_IN);
                out.writeInt(timeToLiveSeconds);
                out.writeShort(1 + string.length);
                out.writeByte(string.length);
                out.write(string);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The TXT records among a message's answers.
     *
     * @throws IllegalArgumentException if it is malformed anywhere in its questions and answers
     */
    static List<DnsTxt> decode(byte[] message) {
        var in = ByteBuffer.wrap(message);
        try {
            in.position(4);
            int questions = in.getShort() & 0xffff;
            int answers = in.getShort() & 0xffff;
            in.position(HEADER_BYTES);
            if (questions + answers > MAX_RECORDS) {
                throw new IllegalArgumentException("a DNS message of " + (questions + answers) + " records");
            }
            for (int i = 0; i < questions; i++) {
                readName(in);
                in.getInt();
            }
            var found = new ArrayList<DnsTxt>();
            for (int i = 0; i < answers; i++) {
                readRecord(in, found);
            }
            return List.copyOf(found);
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw new IllegalArgumentException("a malformed DNS message", e);
        }
    }

    private static void readRecord(ByteBuffer in, List<DnsTxt> found) throws CharacterCodingException {
        String name = readName(in);
        int type = in.getShort() & 0xffff;
        int dnsClass = in.getShort() & 0xffff;
        in.getInt();
        ByteBuffer data = take(in, in.getShort() & 0xffff);
        if (type != TYPE_TXT || dnsClass != CLASS_IN) {
            return;
        }
        var text = ByteBuffer.allocate(data.remaining());
        while (data.hasRemaining()) {
            text.put(take(data, data.get() & 0xff));
        }
        found.add(new DnsTxt(name, utf8(text.flip())));
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length == 0 || bytes.length > MAX_LABEL_BYTES) {
                throw new IllegalArgumentException("'" + name + "' is no name of the DNS");
            }
            out.writeByte(bytes.length);
            out.write(bytes);
        }
        out.writeByte(0);
    }

    /** Follows pointers backwards only, so that it ends. */
    private static String readName(ByteBuffer in) throws CharacterCodingException {
        var name = new StringBuilder();
        ByteBuffer at = in;
        int bytes = 0;
        int before = in.position();
        while (true) {
            int length = at.get() & 0xff;
            if (length == 0) {
                return name.toString().toLowerCase(Locale.ROOT);
            }
            if ((length & POINTER) == POINTER) {
                int target = (length & ~POINTER) << 8 | (at.get() & 0xff);
                if (target >= before) {
                    throw new IllegalArgumentException("a DNS name that points forwards");
                }
                before = target;
                at = in.duplicate().position(target);
                continue;
            }
            bytes += 1 + length;
            if (length > MAX_LABEL_BYTES || bytes > MAX_NAME_BYTES) {
                throw new IllegalArgumentException("a DNS name that is too long");
            }
            name.append(name.isEmpty() ? "" : ".").append(utf8(take(at, length)));
        }
    }

    private static ByteBuffer take(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer taken = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return taken;
    }

    private static String utf8(ByteBuffer bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
