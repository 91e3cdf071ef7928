"""The interactive page: a network that is trained one step at a time, and whose numbers show their formulas.

    python3 -m purenn play

Read `session` first: what a page can do to its network. `snapshot` holds a network and its data at one moment; the
answers to questions are functions of a snapshot, so that a long one does not delay the next step:

    settings        the settings of a network, and their bounds
    problems        a data set and an untrained model, from settings
    passes          the forward and the backward pass of all samples
    snapshot        a model, its data, its passes, and the explanations of its samples
    names           which number a name such as w1[0][2] stands for
    answers         what is known about one number: value, formula, reason, uses
    formulas        a formula as a list of signs and numbers
    what_if         the loss if one number were another
    session         the steps of a training, forward and back, and changes by hand
    views           what the page draws: the state, the data, the decision regions
    tour            the examples of chapter 5, with values to change
    requests        the requests of the page, and the function that answers each
    admission       which HTTP requests are answered at all
    server          the HTTP server and its sessions
    export          one sample as a page that needs no server

Only the last four know of HTTP and files. `page/` has the HTML, the CSS and the JavaScript.
"""
