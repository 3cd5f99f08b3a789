package dev.usbshare.server.usbhost;

import java.nio.ByteBuffer;

/**
 * One device opened through libusb, in its own context. Methods that return {@code int} return libusb's code: 0 or a
 * negative {@code LIBUSB_ERROR}.
 *
 * <p><b>Confinement</b>: libusb's own rules. {@link #handleEvents} belongs to one thread; what waits for the device
 * blocks and belongs to the device's worker; submits and cancels come from the device's executor.
 */
interface LibusbHandle {

    /** A synchronous IN request on the control endpoint; returns the bytes read or an error. Blocks. */
    int controlIn(int requestType, int request, int value, int index, ByteBuffer data, int timeoutMillis);

    int detachKernelDriver(int interfaceNumber);

    int attachKernelDriver(int interfaceNumber);

    int claim(int interfaceNumber);

    int release(int interfaceNumber);

    int setConfiguration(int value);

    int setAlternateSetting(int interfaceNumber, int alternateSetting);

    int clearHalt(int endpointAddress);

    int reset();

    /** A transfer that tells {@code end} of each of its ends. */
    LibusbTransfer allocate(TransferEnd end);

    /** Waits for completions and calls their {@link TransferEnd}s; returns after the timeout or an interrupt. */
    int handleEvents(long timeoutMicros);

    /** Lets {@link #handleEvents} return early; from any thread. */
    void interruptEvents();

    /** Closes the device; {@link #handleEvents} may still run. */
    void close();

    /** Ends the context; nothing else may be called afterwards. */
    void exit();
}
