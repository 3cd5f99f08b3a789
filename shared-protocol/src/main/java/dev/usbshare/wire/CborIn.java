package dev.usbshare.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * One CBOR document (RFC 8949), read token by token with every type, range and size checked. Each method reads the
 * value at the current token.
 *
 * <p>Nothing is allocated by a declared size; what is skipped is not kept.
 */
final class CborIn implements AutoCloseable {

    /** Names are not interned: a peer could fill the shared table with its own. */
    private static final CBORFactory FACTORY = CBORFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(WireLimits.MAX_CONTROL_RECORD_BYTES)
                    .maxNestingDepth(WireLimits.MAX_CONTROL_DEPTH)
                    .maxStringLength(WireLimits.MAX_CONTROL_RECORD_BYTES)
                    .build())
            .build();

    private final JsonParser parser;

    CborIn(byte[] document, int offset, int length) {
        parser = FACTORY.createParser(ObjectReadContext.empty(), document, offset, length);
    }

    /** Reads the whole document as one map. */
    RecordFields document() {
        parser.nextToken();
        RecordFields fields = map();
        if (parser.nextToken() != null) {
            throw malformed("bytes after the record");
        }
        return fields;
    }

    /** Reads a map: known fields by their type, each at most once; unknown ones are skipped. */
    RecordFields map() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("a map was expected");
        }
        var fields = new RecordFields();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            RecordField field = RecordField.ofText(parser.currentName());
            parser.nextToken();
            if (field == null) {
                parser.skipChildren();
            } else {
                fields.put(field, field.read(this));
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw malformed("a field's name was expected");
        }
        return fields;
    }

    <T> List<T> list(int maxSize, Function<CborIn, T> element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed("a list was expected");
        }
        var list = new ArrayList<T>();
        for (@Nullable JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw malformed("a list without an end");
            }
            if (list.size() == maxSize) {
                throw new ProtocolException(CloseCode.TOO_LARGE, "a list of more than " + maxSize);
            }
            list.add(element.apply(this));
        }
        return list;
    }

    String text() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed("a text was expected");
        }
        String text = parser.getString();
        if (text.length() > WireLimits.MAX_TEXT_CHARS) {
            throw new ProtocolException(CloseCode.TOO_LARGE, "a text of " + text.length() + " characters");
        }
        if (!RecordText.isClean(text)) {
            throw malformed("a text with control characters");
        }
        return text;
    }

    byte[] bytes(int maxBytes) {
        if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw malformed("bytes were expected");
        }
        byte[] bytes = parser.getBinaryValue();
        if (bytes.length > maxBytes) {
            throw new ProtocolException(CloseCode.TOO_LARGE, bytes.length + " bytes, at most " + maxBytes);
        }
        return bytes;
    }

    int u8() {
        return integer(0xff);
    }

    int u16() {
        return integer(0xffff);
    }

    int integer(int max) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw malformed("a whole number was expected");
        }
        JsonParser.NumberType type = parser.getNumberType();
        long value = type == JsonParser.NumberType.BIG_INTEGER ? -1 : parser.getLongValue();
        if (value < 0 || value > max) {
            throw malformed("a number outside of 0.." + max);
        }
        return (int) value;
    }

    @Override
    public void close() {
        parser.close();
    }

    /** What Jackson threw on hostile bytes, as the protocol's own error; its text could repeat the bytes. */
    static ProtocolException typed(RuntimeException cause) {
        return switch (cause) {
            case ProtocolException e -> e;
            case StreamConstraintsException _ ->
                new ProtocolException(CloseCode.TOO_LARGE, "a record beyond the limits of depth or size");
            default -> malformed("not a CBOR record");
        };
    }

    static ProtocolException malformed(String detail) {
        return new ProtocolException(CloseCode.MALFORMED, detail);
    }
}
