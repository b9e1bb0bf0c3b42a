/**
 * Preloaded into every service: it lives as long as the demo that started it, and no longer.
 *
 * The channel to the parent closes even when the parent is killed, so that nothing is left behind.
 */
process.once('disconnect', () => process.exit());
// It may have closed before this could listen.
if (!process.connected) process.exit();

// Ctrl+C in a terminal reaches every process at once. The demo decides in which order they stop.
process.on('SIGINT', () => {});
