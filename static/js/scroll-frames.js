// A frame that is wider or higher than what is seen of it is a stop of the keyboard, so that its keys can scroll it; one
// that shows everything is none. Without scripts all of them are.
const FRAMES = ".scroll-x, .matrix-frame, .grid-frame, .scope-ticks, .reminders";

const scrolls = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
  scrollWidth > clientWidth || scrollHeight > clientHeight;

function stopOrNot(frame) {
  if (scrolls(frame)) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
}

const sizes = new ResizeObserver((changed) => {
  for (const { target } of changed) stopOrNot(target.closest(FRAMES));
});
for (const frame of document.querySelectorAll(FRAMES)) {
  stopOrNot(frame); // In a closed fold no size changes until it is opened.
  sizes.observe(frame);
  for (const inside of frame.children) sizes.observe(inside);
}
