"""Models of the graphical modeler, put together as a user would."""


def add_steps(model, steps, last, output):
    """Add our tools to a model: child id to (tool, {parameter: source}); one output of the step `last` is the model's,
    named as METRICS becomes Metrics."""
    from qgis.core import QgsProcessingModelChildAlgorithm, QgsProcessingModelOutput
    for name, (tool, sources) in steps.items():
        step = QgsProcessingModelChildAlgorithm(f"smdownscale:{tool}")
        step.setChildId(name)
        step.setDescription(name)
        for parameter, where in sources.items():
            step.addParameterSources(parameter, [where])
        if name == last:
            result = QgsProcessingModelOutput(output.capitalize(), output.capitalize())
            result.setChildId(name)
            result.setChildOutputName(output)
            step.setModelOutputs({output.capitalize(): result})
        model.addChildAlgorithm(step)
