/**
 * Full-screen programs on a terminal: a {@link dev.usbshare.tui.Screen} of cells is drawn from a state, and a {@link
 * dev.usbshare.tui.ScreenLoop} turns keys and news into the next state. What is drawn and what a key does is pure and needs no
 * terminal; JLine is known to {@link dev.usbshare.tui.FullScreen} and {@link dev.usbshare.tui.KeyReader} only, and for the
 * width of characters.
 */
@NullMarked
package dev.usbshare.tui;

import org.jspecify.annotations.NullMarked;
