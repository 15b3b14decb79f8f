"""The computable topics of the five documents, by name: what the problems are to cover, family by family."""

TOPICS: tuple[str, ...] = tuple(
    """
    sigmoid_value sigmoid_derivative sigmoid_softplus_identities tanh_value_derivative tanh_sigmoid_identity
    relu_value_derivative generalised_relu leaky_relu_value_derivative prelu_derivative elu_value_derivative
    maxout_forward maxout_param_count softplus_value_derivative hardtanh rbf_unit softmax_value softmax_jacobian
    softmax_sigmoid_equivalence neuron_forward linear_composition low_rank_param_count xor_linear_fit
    gradient_chain_product positive_input_gradient_sign dead_relu_gradient relu_active_fraction
    relu_net_breakpoints relu_net_fit_1d sigmoid_mse_grad sigmoid_ce_grad

    binary_cross_entropy softmax_cross_entropy softmax_ce_grad weighted_cross_entropy hinge_loss l1_loss l2_loss
    smooth_l1 outlier_loss_share multitask_detection_loss gan_value

    l0_norm l1_norm l2_norm lp_norm linf_norm frobenius_norm nuclear_norm l1_penalty_loss l1_subgradient_step
    soft_threshold l1_vs_l2_quadratic l2_weight_decay_step ridge_closed_form map_prior_penalty
    linear_sensitivity l0_best_subset max_norm_constraint dropout_mean_variance dropout_survivors dropout_order
    dropout_subnetwork_count dropout_linear_penalty dropconnect_forward gaussian_noise_injection
    early_stopping_epoch augment_transform ensemble_variance bootstrap_unique_fraction

    clip_by_value clip_by_norm clip_by_average_norm clip_by_global_norm

    gd_step minibatch_gradient minibatch_gradient_variance updates_per_epoch gd_stability_limit momentum_step
    momentum_terminal_velocity adagrad_step rmsprop_step adam_step exponential_lr_decay lars_trust_ratio
    grid_search_size

    uniform_gaussian_same_var xavier_init he_init orthogonal_init init_activation_std symmetric_init_gradients

    batchnorm_forward batchnorm_backward batchnorm_param_count batchnorm_identity_recovery
    batchnorm_scale_invariance batchnorm_inference batchnorm_population_stats batchnorm_running_stats
    batchnorm_fold ema standardise_input

    conv_output_size same_padding conv2d_value conv_param_count conv_flops fc_param_count receptive_field
    dilated_kernel_size add_concat_channels pooling_value pooling_output_size pooling_backward conv1x1_as_linear
    bottleneck_cost group_conv_param_count network_shape_walk mlp_param_count frozen_param_count
    residual_gradient spp_output_length image_filter_response occlusion_drop activation_maximisation

    iou bbox_regression_targets yolo_grid

    rnn_step rnn_param_count rnn_bptt_gradient rnn_jacobian_product lstm_step lstm_cell_gradient gru_step
    attention_weights hmm_forward_viterbi crf_log_partition mel_scale

    self_information entropy kl_divergence cross_entropy gaussian_pdf gaussian_max_entropy clt_sample_mean
    em_gmm_step

    naive_softmax_overflow softmax_shift_invariance stable_softmax log_softmax poly_feature_scaling

    jacobian hessian hessian_curvature_step gradient_shape mlp_backprop memory_footprint
    polynomial_least_squares matrix_product_bounds condition_number pca_decorrelation lagrange_stationary
    kkt_residuals licq_rank duality_gap

    train_test_error irreducible_error empirical_risk_convergence knn_prediction region_count
    smote_interpolation majority_accuracy precision_recall roc_pr_auc domain_classifier importance_weighting
    """.split()
)
