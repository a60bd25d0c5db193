// The slider between two images: all steps lie side by side in one picture.
document.addEventListener("input", event => {
  const slider = event.target.closest("[data-morph]");
  slider?.closest("figure").querySelector('[data-part="frame"]').style.setProperty("--step", slider.value);
});
