// The slider beside the number of sites; what does not matter for the chosen aim or source steps back.

function start(form) {
  const number = document.getElementById("sites");
  const slider = document.getElementById("sites-slider");
  slider.hidden = false;
  slider.addEventListener("input", () => {
    number.value = slider.value;
  });
  number.addEventListener("input", () => {
    slider.value = number.value;
  });

  function follow() {
    const of = (name) => new FormData(form).get(name);
    document.getElementById("how-many").hidden = of("aim") !== "most";
    document.getElementById("listed").hidden = of("source") !== "listed";
    form.querySelector("[data-for=not-listed]").hidden = of("source") === "listed";
  }
  form.addEventListener("change", follow);
  follow();
}

const planner = document.getElementById("planner");
if (planner) start(planner);
