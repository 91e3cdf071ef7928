"""The names of other libraries and of the book, and what they are called here.

`hints` looks parameters up after a TypeError, and the package names after an AttributeError.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# No function of purenn has a parameter of one of these names.
PARAMETERS = {
    "lr": "it is called learning_rate here",
    "eps": "it is called epsilon here",
    "betas": "they are called beta1 and beta2 here",
    "weight_decay": "a penalty belongs to its layer here, as in Dense(2, 3, weights_l2=0.01)",
    "activation": "an activation is a layer here, as in [Dense(2, 3), ReLU()]",
    "units": "it is called n_neurons here",
    "out_features": "it is called n_neurons here",
    "in_features": "it is called n_inputs here",
    "input_dim": "it is called n_inputs here",
    "input_shape": "Dense takes n_inputs here",
    "bias": "Dense always has biases here",
    "use_bias": "Dense always has biases here",
    "kernel_initializer": "weights_scale is the scale of the first weights here: a number, 'he' or 'glorot'",
    "weight_regularizer_l1": "it is called weights_l1 here",
    "weight_regularizer_l2": "it is called weights_l2 here",
    "bias_regularizer_l1": "it is called biases_l1 here",
    "bias_regularizer_l2": "it is called biases_l2 here",
    "p": "it is called rate here",
    "from_logits": "SoftmaxCrossentropy and SigmoidCrossentropy take logits",
    "weight": "it is called class_weights here",
    "class_weight": "the loss has class_weights here, as in CategoricalCrossentropy(class_weights=[1.0, 2.0])",
    "sample_weight": "it is called sample_weights here",
    "verbose": "nothing is printed here, except by callback=lambda epoch, figures: print(epoch, figures)",
    "print_every": "nothing is printed here, except by callback=lambda epoch, figures: print(epoch, figures)",
    "callbacks": "callback is one function of an epoch and its figures here",
    "validation_split": "validation_data is (X, y) here, as train_test_split makes it",
    "restore_best_weights": "it is called restore_best here",
    "n_iter_no_change": "it is called patience here",
    "initial_epoch": "resume=True goes on with the last training here",
    "n_epochs": "it is called epochs here",
    "nb_epoch": "it is called epochs here",
}

BOOK = ("Activation_ReLU", "Activation_Softmax", "Layer_Dense", "Loss_CategoricalCrossentropy")  # in `purenn.book`
# Other names in the book, PyTorch, Keras and scikit-learn.
NAMES = {
    "Layer_Dropout": "Dropout",
    "Activation_Sigmoid": "Sigmoid",
    "Activation_Linear": "Linear",
    "Activation_Softmax_Loss_CategoricalCrossentropy": "SoftmaxCrossentropy",
    "Loss_BinaryCrossentropy": "BinaryCrossentropy",
    "Loss_MeanSquaredError": "MeanSquaredError",
    "Loss_MeanAbsoluteError": "MeanAbsoluteError",
    "Optimizer_SGD": "SGD",
    "Optimizer_Adagrad": "AdaGrad",
    "Optimizer_RMSprop": "RMSprop",
    "Optimizer_Adam": "Adam",
    "Accuracy_Categorical": "accuracy",
    "Sequential": "Model",
    "CrossEntropyLoss": "SoftmaxCrossentropy",
    "BCELoss": "BinaryCrossentropy",
    "BCEWithLogitsLoss": "SigmoidCrossentropy",
    "MSELoss": "MeanSquaredError",
    "L1Loss": "MeanAbsoluteError",
    "SparseCategoricalCrossentropy": "CategoricalCrossentropy",
    "Adagrad": "AdaGrad",
    "StandardScaler": "Standardizer",
}


def hint(name: str, arguments: "tuple[Any, ...]", settings: "dict[str, Any]") -> str:
    """Return the text of the TypeError for a call that Python has refused, "" if there is no better one.

    Args:
        name: The name of the method.
        arguments: Its positional arguments, the object first.
        settings: Its keyword arguments.

    >>> hint("fit", (None, [[0.0]], [0.0]), {})
    'fit() must have epochs, the number of passes over the data, as in fit(X, y, epochs=100)'
    """
    called = type(arguments[0]).__name__ if name == "__init__" else name
    for word in settings:
        if word in PARAMETERS:
            return f"{called}() got an unexpected keyword argument {word!r}; {PARAMETERS[word]}"
    if name == "fit" and len(arguments) + ("X" in settings) + ("y" in settings) == 3 and "epochs" not in settings:
        return "fit() must have epochs, the number of passes over the data, as in fit(X, y, epochs=100)"
    if called == "Linear" and type(arguments[0]).__module__ == "purenn.layers.linear":
        return "Linear() must have no arguments, because it is the identity here; the layer with weights is Dense"
    return ""


def advice(name: str) -> str:
    """Return what an unknown name of the package may be meant for, "" if nothing is known.

    >>> advice("Layer_Dense"), advice("BCELoss"), advice("Dens")
    ('; it is in purenn.book: from purenn.book import Layer_Dense', '; it is called BinaryCrossentropy here', '')
    """
    if name in NAMES:
        return f"; it is called {NAMES[name]} here"
    return f"; it is in purenn.book: from purenn.book import {name}" if name in BOOK else ""
