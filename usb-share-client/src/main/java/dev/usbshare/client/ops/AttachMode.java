package dev.usbshare.client.ops;

/** Where attached devices appear. */
public enum AttachMode {
    /** On a port of the kernel's vhci_hcd, for the kernel's drivers. */
    KERNEL,
    /** In this process alone, for the class drivers in it: no root and no kernel module. */
    IN_PROCESS
}
