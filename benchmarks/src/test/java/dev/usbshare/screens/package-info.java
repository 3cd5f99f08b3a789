/** The dashboards of both programs as a person sees them: in a terminal, which is tmux, with real services that are at work. */
@NullMarked
package dev.usbshare.screens;

import org.jspecify.annotations.NullMarked;
