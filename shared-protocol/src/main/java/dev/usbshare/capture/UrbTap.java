package dev.usbshare.capture;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Hears the URBs of one device, on the event loop that carries them; must not block. */
public interface UrbTap {

    /**
     * An URB begins or ends.
     *
     * @param data borrowed for the call, where the URB moves data in this step; null if it does not
     * @param index where in {@code data} its {@code dataBytes} begin
     */
    void event(UrbEvent event, @Nullable ByteBuf data, int index, int dataBytes);
}
