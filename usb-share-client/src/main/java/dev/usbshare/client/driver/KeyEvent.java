package dev.usbshare.client.driver;

/**
 * A key that went down or up.
 *
 * @param usage the key (HID Usage Tables, keyboard page); modifiers are 0xe0..0xe7
 */
public record KeyEvent(int usage, boolean pressed) {}
