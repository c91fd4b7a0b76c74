// Sorts a table by the column whose heading was clicked; a second click turns the order round.
document.querySelectorAll("table.sortable").forEach(function (table) {
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells), body = table.tBodies[0];
  function value(row, column) {
    var cell = row.cells[column];
    return cell.classList.contains("n") ? (cell.dataset.v === "" ? null : +cell.dataset.v) : cell.textContent;
  }
  heads.forEach(function (head, column) {
    if (body.rows[0] && body.rows[0].cells[column].classList.contains("n")) head.classList.add("n");
    head.addEventListener("click", function (event) {
      if (event.target.tagName === "A") return;
      var up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      Array.prototype.slice.call(body.rows).sort(function (a, b) {
        var x = value(a, column), y = value(b, column);
        if (x === null || y === null) return (x === null) - (y === null);
        var order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
        return up ? order : -order;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
});
