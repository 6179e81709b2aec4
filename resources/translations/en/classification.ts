<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
  <name>classification</name>
  <message numerus="yes"><source>%n empty</source><translation><numerusform>%n empty</numerusform><numerusform>%n empty</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s)</source><translation><numerusform>%n example</numerusform><numerusform>%n examples</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) added</source><translation><numerusform>%n example added</numerusform><numerusform>%n examples added</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) removed.</source><translation><numerusform>%n example removed.</numerusform><numerusform>%n examples removed.</numerusform></translation></message>
  <message numerus="yes"><source>%n example(s) will be shown to it.</source><translation><numerusform>%n example will be shown to it.</numerusform><numerusform>%n examples will be shown to it.</numerusform></translation></message>
  <message numerus="yes"><source>%n left out because there are too many</source><translation><numerusform>%n left out because there are too many</numerusform><numerusform>%n left out because there are too many</numerusform></translation></message>
  <message numerus="yes"><source>%n line(s) have none of the labels and are left out.</source><translation><numerusform>%n line has none of the labels and is left out.</numerusform><numerusform>%n lines have none of the labels and are left out.</numerusform></translation></message>
  <message numerus="yes"><source>%n of them were there already.</source><translation><numerusform>%n of them was there already.</numerusform><numerusform>%n of them were there already.</numerusform></translation></message>
  <message numerus="yes"><source>%n problem(s). They make the results look better or worse than they are.</source><translation><numerusform>%n problem. It makes the results look better or worse than they are.</numerusform><numerusform>%n problems. They make the results look better or worse than they are.</numerusform></translation></message>
  <message numerus="yes"><source>%n row(s) written to {name}.</source><translation><numerusform>%n row written to {name}.</numerusform><numerusform>%n rows written to {name}.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s) classified; the answers are copied, to paste as a table.</source><translation><numerusform>%n text classified; the answer is copied, to paste as a table.</numerusform><numerusform>%n texts classified; the answers are copied, to paste as a table.</numerusform></translation></message>
  <message numerus="yes"><source>%n text(s) of “{label}” taken for “{guess}”</source><translation><numerusform>%n text of “{label}” taken for “{guess}”</numerusform><numerusform>%n texts of “{label}” taken for “{guess}”</numerusform></translation></message>
  <message numerus="yes"><source>%n there already</source><translation><numerusform>%n there already</numerusform><numerusform>%n there already</numerusform></translation></message>
  <message numerus="yes"><source>%n without a label</source><translation><numerusform>%n without a label</numerusform><numerusform>%n without a label</numerusform></translation></message>
  <message numerus="yes"><source>Accuracy on examples it had not learned from (cross-validation in %n part(s)).</source><translation><numerusform>Accuracy on examples it had not learned from (cross-validation in %n part).</numerusform><numerusform>Accuracy on examples it had not learned from (cross-validation in %n parts).</numerusform></translation></message>
  <message numerus="yes"><source>Right by meaning, without training, on %n example(s):</source><translation><numerusform>Right by meaning, without training, on %n example:</numerusform><numerusform>Right by meaning, without training, on %n examples:</numerusform></translation></message>
  <message numerus="yes"><source>Right with the entailment model, without training, on %n example(s):</source><translation><numerusform>Right with the entailment model, without training, on %n example:</numerusform><numerusform>Right with the entailment model, without training, on %n examples:</numerusform></translation></message>
  <message numerus="yes"><source>Stopped. %n row(s) are kept; choose the same file again to continue.</source><translation><numerusform>Stopped. %n row is kept; choose the same file again to continue.</numerusform><numerusform>Stopped. %n rows are kept; choose the same file again to continue.</numerusform></translation></message>
  <message numerus="yes"><source>Tested on %n text(s) set aside; macro F1 {f1}.</source><translation><numerusform>Tested on %n text set aside; macro F1 {f1}.</numerusform><numerusform>Tested on %n texts set aside; macro F1 {f1}.</numerusform></translation></message>
  <message numerus="yes"><source>“{name}” is used: with %n example(s), the better score of “{best}” may be chance.</source><translation><numerusform>“{name}” is used: with %n example, the better score of “{best}” may be chance.</numerusform><numerusform>“{name}” is used: with %n examples, the better score of “{best}” may be chance.</numerusform></translation></message>
</context>
</TS>
