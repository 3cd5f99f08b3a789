package dev.usbshare.wire;

import dev.usbshare.usb.ClassCode;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.dataformat.cbor.CBORFactory;

/** Writes one CBOR document: maps and lists with their sizes in front, numbers in their shortest form. */
final class CborOut implements AutoCloseable {

    private static final CBORFactory FACTORY =
            CBORFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final JsonGenerator generator;

    CborOut(OutputStream out) {
        generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    }

    /** @param fields how many fields {@code body} writes */
    void map(int fields, Runnable body) {
        generator.writeStartObject(null, fields);
        body.run();
        generator.writeEndObject();
    }

    CborOut name(RecordField field) {
        generator.writeName(field.text());
        return this;
    }

    <T> void list(List<T> elements, Consumer<T> element) {
        generator.writeStartArray(null, elements.size());
        elements.forEach(element);
        generator.writeEndArray();
    }

    void number(int value) {
        generator.writeNumber(value);
    }

    void text(String text) {
        generator.writeString(RecordText.clean(text));
    }

    void bytes(byte[] bytes) {
        generator.writeBinary(bytes);
    }

    void classCode(ClassCode code) {
        number(code.baseClass() << 16 | code.subClass() << 8 | code.protocol());
    }

    @Override
    public void close() {
        generator.close();
    }
}
