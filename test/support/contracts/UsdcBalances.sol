// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {CompilerPad} from "./CompilerPad.sol";
import {UsdcRoles} from "./UsdcRoles.sol";

/// @title UsdcBalances
/// @notice Balances, allowances and the blacklist of the stand-in.
abstract contract UsdcBalances is UsdcRoles, CompilerPad {
    uint256 private constant _BLACKLISTED = 1 << 255;

    uint256 public totalSupply;
    /// @dev Bit 255: the account is blacklisted. The rest: its balance, in millionths of a dollar.
    mapping(address account => uint256 word) private _balanceAndBlacklist;
    mapping(address owner => mapping(address spender => uint256 amount)) private _allowed;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed minter, address indexed to, uint256 amount);
    event Blacklisted(address indexed account);
    event UnBlacklisted(address indexed account);

    modifier notBlacklisted(address account) {
        require(!isBlacklisted(account), "Blacklistable: account is blacklisted");
        _;
    }

    function blacklist(address account) external onlyBlacklister {
        _setBlacklisted(account, true);
        emit Blacklisted(account);
    }

    function unBlacklist(address account) external onlyBlacklister {
        _setBlacklisted(account, false);
        emit UnBlacklisted(account);
    }

    function mint(
        address to,
        uint256 amount
    ) external whenNotPaused onlyMinters notBlacklisted(msg.sender) notBlacklisted(to) returns (bool) {
        require(to != address(0), "FiatToken: mint to the zero address");
        require(amount > 0, "FiatToken: mint amount not greater than 0");
        uint256 left = minterAllowance[msg.sender];
        require(amount <= left, "FiatToken: mint amount exceeds minterAllowance");

        totalSupply += amount;
        _setBalance(to, balanceOf(to) + amount);
        minterAllowance[msg.sender] = left - amount;
        emit Mint(msg.sender, to, amount);
        emit Transfer(address(0), to, amount);
        return true;
    }

    function transfer(
        address to,
        uint256 value
    ) external whenNotPaused notBlacklisted(msg.sender) notBlacklisted(to) returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    function transferFrom(
        address from,
        address to,
        uint256 value
    )
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(from)
        notBlacklisted(to)
        padded(_TRANSFER_FROM_ROUNDS)
        returns (bool)
    {
        require(value <= _allowed[from][msg.sender], "ERC20: transfer amount exceeds allowance");
        _transfer(from, to, value);
        _allowed[from][msg.sender] -= value;
        return true;
    }

    function approve(address spender, uint256 value) external whenNotPaused padded(_APPROVE_ROUNDS) returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    function increaseAllowance(address spender, uint256 increment) external whenNotPaused returns (bool) {
        _approve(msg.sender, spender, _allowed[msg.sender][spender] + increment);
        return true;
    }

    function decreaseAllowance(address spender, uint256 decrement) external whenNotPaused returns (bool) {
        uint256 allowed = _allowed[msg.sender][spender];
        require(decrement <= allowed, "ERC20: decreased allowance below zero");
        _approve(msg.sender, spender, allowed - decrement);
        return true;
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowed[owner][spender];
    }

    function balanceOf(address account) public view returns (uint256) {
        return _balanceAndBlacklist[account] & ~_BLACKLISTED;
    }

    function isBlacklisted(address account) public view returns (bool) {
        return _balanceAndBlacklist[account] & _BLACKLISTED != 0;
    }

    function _approve(address owner, address spender, uint256 value) internal {
        require(owner != address(0), "ERC20: approve from the zero address");
        require(spender != address(0), "ERC20: approve to the zero address");
        _allowed[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    function _transfer(address from, address to, uint256 value) internal {
        require(from != address(0), "ERC20: transfer from the zero address");
        require(to != address(0), "ERC20: transfer to the zero address");
        require(value <= balanceOf(from), "ERC20: transfer amount exceeds balance");
        // No overflow: both balances are below 2^255, and `_setBalance` refuses a sum that is not.
        unchecked {
            _setBalance(from, balanceOf(from) - value);
            _setBalance(to, balanceOf(to) + value);
        }
        emit Transfer(from, to, value);
    }

    function _setBlacklisted(address account, bool listed) internal {
        uint256 word = _balanceAndBlacklist[account];
        _balanceAndBlacklist[account] = listed ? word | _BLACKLISTED : word & ~_BLACKLISTED;
    }

    function _setBalance(address account, uint256 balance) private {
        require(balance < _BLACKLISTED, "FiatTokenV2_2: Balance exceeds (2^255 - 1)");
        require(!isBlacklisted(account), "FiatTokenV2_2: Account is blacklisted");
        _balanceAndBlacklist[account] = balance;
    }
}
